//! The admin page: what the journal knows, and what a person must decide.

use axum::Form;
use axum::extract::State as Shared;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use payments_journal::store::Filter;
use serde::Deserialize;

use crate::{Shop, ShopError, pages};

/// How many attempts a list shows.
const SHOWN: u32 = 100;

pub(crate) async fn show(
    Shared(shop): Shared<Shop>,
    headers: HeaderMap,
) -> Result<Response, ShopError> {
    shop.admin.check(&headers)?;
    let journal = shop.provider.journal();
    let mut orders = Vec::new();
    for order in shop.orders.latest().await? {
        let tries = shop.orders.tries(&order.id).await?;
        orders.push((order, tries));
    }
    Ok(pages::admin(&pages::AdminPage {
        health: journal.health().await?,
        needs_person: journal.list(&Filter::NeedsPerson, SHOWN).await?,
        open: journal.list(&Filter::Open, SHOWN).await?,
        attempts: journal.list(&Filter::All, SHOWN).await?,
        orders,
        admin: &shop.admin,
    })
    .into_response())
}

/// A person's decision about an attempt.
#[derive(Deserialize)]
pub(crate) struct Closing {
    attempt: String,
    token: String,
    happened: String,
    by: String,
    reason: String,
}

/// Closes an attempt that only a person can decide, and tells its order.
pub(crate) async fn close(
    Shared(shop): Shared<Shop>,
    headers: HeaderMap,
    Form(closing): Form<Closing>,
) -> Result<Response, ShopError> {
    shop.admin.check(&headers)?;
    if closing.token != shop.admin.token(&closing.attempt) {
        return Err(ShopError::Forbidden(
            "This form is from another page, or from before a restart. Open the page again.",
        ));
    }
    let happened = match closing.happened.as_str() {
        "yes" => true,
        "no" => false,
        _ => return Err(ShopError::BadRequest("Choose what happened.".to_owned())),
    };
    let journal = shop.provider.journal();
    let asked = journal.list(&Filter::NeedsPerson, 10 * SHOWN).await?;
    let record = asked.iter().find(|one| one.attempt_id == closing.attempt);
    let record = record.ok_or(ShopError::NotFound)?;
    let refused = journal
        .close(
            &record.id,
            happened,
            closing.by.trim(),
            closing.reason.trim(),
        )
        .await;
    if let Err(payments_journal::store::StoreError::Refused(reason)) = refused {
        return Err(ShopError::BadRequest(reason));
    }
    refused?;
    shop.work().await?;
    Ok(Redirect::to("/admin").into_response())
}

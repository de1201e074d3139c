//! The web page on which the payer agrees to an intent or turns it down. A request has it too, though
//! no link leads there: it replaces the wallet app.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::extract::{Path, State as Shared};
use axum::response::{Html, IntoResponse, Redirect, Response};
use http::{StatusCode, header};
use url::Url;

use crate::html::{escape, page};
use crate::mpandco::model::IntentState;
use crate::mpandco::state::intents::Intent;
use crate::mpandco::state::{DecisionError, State};

impl State {
    /// The page for an intent, with the status to send it with.
    pub(crate) fn approval_page(&self, id: &str) -> (StatusCode, String) {
        let records = self.lock();
        match records.ledger.get(id) {
            Some(intent) if intent.state == IntentState::Created => {
                (StatusCode::OK, question(intent))
            }
            Some(intent) => not_decided(&DecisionError::Decided(intent.state)),
            None => not_decided(&DecisionError::Unknown),
        }
    }
}

fn question(intent: &Intent) -> String {
    let mut body = String::from("<h1>Approve this payment?</h1>");
    for transaction in &intent.transactions {
        let form = &transaction.form;
        _ = write!(body, "<p>{}</p>", escape(&form.description));
        if let Some(reference) = &form.invoice_number {
            _ = write!(
                body,
                "<p><small>Reference {}</small></p>",
                escape(reference)
            );
        }
    }
    let id = escape(&intent.id);
    _ = write!(
        body,
        "<p class=\"total\">VES {}</p>\
         <form method=\"post\" action=\"/p/express-checkout/{id}/approve\">\
         <button type=\"submit\">Approve</button></form>\
         <form method=\"post\" action=\"/p/express-checkout/{id}/cancel\">\
         <button type=\"submit\" class=\"quiet\">Cancel</button></form>",
        intent.total(),
    );
    page(&body)
}

fn not_decided(why: &DecisionError) -> (StatusCode, String) {
    match why {
        DecisionError::Unknown => (
            StatusCode::NOT_FOUND,
            page("<h1>There is no such payment</h1>"),
        ),
        DecisionError::NoFunds => (
            StatusCode::OK,
            page("<h1>The payer has not enough money</h1>"),
        ),
        DecisionError::Decided(state) => (
            StatusCode::OK,
            page(&format!(
                "<h1>This payment was decided before</h1><p>It is <strong>{state}</strong>.</p>"
            )),
        ),
    }
}

fn decided(decision: Result<Url, DecisionError>) -> Response {
    match decision {
        Ok(next) => Redirect::to(next.as_str()).into_response(),
        Err(why) => html(not_decided(&why)),
    }
}

fn html((status, page): (StatusCode, String)) -> Response {
    (status, [(header::CACHE_CONTROL, "no-store")], Html(page)).into_response()
}

pub(crate) async fn show(Shared(state): Shared<Arc<State>>, Path(id): Path<String>) -> Response {
    html(state.approval_page(&id))
}

pub(crate) async fn approve(Shared(state): Shared<Arc<State>>, Path(id): Path<String>) -> Response {
    decided(state.approve(&id))
}

pub(crate) async fn cancel(Shared(state): Shared<Arc<State>>, Path(id): Path<String>) -> Response {
    decided(state.cancel(&id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mpandco::testing::{create, sale, service};

    #[test]
    fn the_page_asks_until_the_payer_has_decided() {
        let state = service();
        let id = create(&state, &sale(""));
        let (status, page) = state.approval_page(&id);
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("Compra") && page.contains("VES 20"));
        state.cancel(&id).unwrap();
        let (_, page) = state.approval_page(&id);
        assert!(page.contains("canceled") && !page.contains("<button"));
        assert_eq!(state.approval_page("none").0, StatusCode::NOT_FOUND);
    }

    #[test]
    fn what_the_merchant_wrote_brings_no_markup_into_the_page() {
        let state = service();
        let form = sale("&paymentintent[transactions][0][description]=%3Cscript%3E%22%27%26");
        let id = create(&state, &form);
        let (_, page) = state.approval_page(&id);
        assert!(!page.contains("<script"), "{page}");
        assert!(page.contains("&lt;script&gt;"), "{page}");
    }
}

//! A subscription in Mexico, over each of the three endpoints.

use std::sync::Arc;

use payments_core::{
    Card, CardExpiry, Currency, FirstCharge, Money, PaymentProvider, RecurringProvider, Schedule,
    Subscription, SubscriptionRequest, SubscriptionStatus,
};
use payments_sim::pagofacil;
use payments_testkit::samples;
use provider_pagofacil::{Encoding, PagoFacil, SandboxKeys};
use time::{Duration, OffsetDateTime};

use super::guide::{Guide, Title};
use crate::view::status;

/// The guide's three endpoints, by its numbers.
const ENDPOINTS: [(&str, Encoding); 3] = [
    ("PagoFácil, endpoint 1: GET, JSON", Encoding::QueryJson),
    ("PagoFácil, endpoint 2: JSON-RPC", Encoding::JsonRpc),
    ("PagoFácil, endpoint 3: GET, XML", Encoding::QueryXml),
];

pub(crate) async fn journeys(guide: &mut Guide<'_>) {
    for (provider, encoding) in ENDPOINTS {
        journey(guide, provider, encoding).await;
    }
}

async fn journey(guide: &mut Guide<'_>, provider: &'static str, encoding: Encoding) -> Option<()> {
    let title = |call| Title { provider, call };
    let base_url = guide.simulator().pagofacil_base_url();
    let build = async {
        let (branch_id, user_id) = pagofacil::State::sandbox_keys();
        PagoFacil::sandbox(SandboxKeys::new(branch_id, user_id))
            .with_base_url(base_url)
            .with_encoding(encoding)
            .build()
            .map(|client| Arc::new(client) as Arc<dyn PaymentProvider>)
    };
    let client = guide
        .step(title("build a client"), build, |provider| {
            Ok(format!("{}, {}", provider.name(), provider.environment()))
        })
        .await?;
    let ask = async { client.recurring().ok_or("it has no subscriptions") };
    let recurring: &dyn RecurringProvider = guide
        .step(title("ask what it can do"), ask, |recurring| {
            let operations = recurring.capabilities().operations();
            let names: Vec<_> = operations
                .iter()
                .map(|operation| operation.name())
                .collect();
            Ok(names.join(", "))
        })
        .await?;

    let request = contract(encoding)?;
    let registration = guide
        .step(
            title("register a subscription"),
            recurring.register_subscription(&request),
            |registration| match registration.first_charge {
                FirstCharge::NotRequested => shows(&registration.subscription),
                ref charge => Err(format!("a charge that was not requested: {charge:?}")),
            },
        )
        .await?;
    guide
        .step(
            title("look it up"),
            recurring.get_subscription(registration.subscription.id()),
            shows,
        )
        .await?;
    Some(())
}

fn contract(encoding: Encoding) -> Option<SubscriptionRequest> {
    let today = OffsetDateTime::now_utc().date();
    let start = today.checked_add(Duration::days(30))?;
    let year = u16::try_from(today.year()).ok()?.checked_add(3)?;
    let card = Card::new(samples::card_number(), CardExpiry::new(9, year));
    Some(
        SubscriptionRequest::new(
            Money::parse("800", Currency::MXN),
            card,
            samples::customer(),
            Schedule::monthly(5, start),
        )
        .with_reference(format!("CONTRACT-{encoding}").as_str()),
    )
}

fn shows(subscription: &Subscription) -> Result<String, String> {
    let amount = subscription.amount();
    let shown = format!(
        "{}, {}, {} monthly, card …{}",
        subscription.id(),
        status(subscription.status()).0,
        amount.map_or_else(|| "no amount".to_owned(), |amount| amount.to_string()),
        subscription.card().last_four().unwrap_or("?"),
    );
    let right = *subscription.status() == SubscriptionStatus::Active
        && amount == Some(Money::from_minor(80_000, Currency::MXN));
    if right {
        Ok(shown)
    } else {
        Err(format!("{shown}; it should be active, for 800.00 MXN"))
    }
}

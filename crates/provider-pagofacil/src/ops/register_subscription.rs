//! Registers a recurring charge: the method `transaccion` of the recurring endpoints.

use payments_core::{
    Charge, ChargeOutcome, Currency, Environment, FirstCharge, MerchantReference, Money, Operation,
    Recourse, Registration, Result, Subscription, SubscriptionId, SubscriptionRequest,
    SubscriptionStatus,
};
use payments_kit::codec::Reader;
use payments_kit::http::Fields;

use crate::client::{Called, Client, Family, Method};
use crate::evidence::Found;
use crate::wire::{self, Purchase, Response};
use crate::{convert, error, evidence, validate};

const OPERATION: Operation = Operation::REGISTER_SUBSCRIPTION;
const METHOD: Method = Method(Family::Recurring, "transaccion");

pub(crate) async fn register_subscription(
    client: &Client,
    request: &SubscriptionRequest,
) -> Result<Registration> {
    let purchase = validate::registration(&client.setting(), request)?;
    let caller = client.caller(OPERATION);
    let write = |fields: &mut dyn Fields| wire::registration(fields, &caller, &purchase, request);
    let read = |called: Called<'_>| registered(client.environment(), request, &purchase, called);
    let registered = client.call(OPERATION, METHOD, write, read).await;
    registered.map_err(|error| error::with_recourse(error, recourse(client, request)))
}

/// What to do when the response is lost. Reports show charges, so they show a registration that was
/// to be charged at once; any other is shown by the manager only.
fn recourse(client: &Client, request: &SubscriptionRequest) -> Recourse {
    match request.reference() {
        Some(reference) if request.charge_now() && client.keys().api_secret().is_some() => {
            Recourse::call(Operation::FIND_SUBSCRIPTION, reference)
        }
        _ => Recourse::manual(
            "look up the contract number in PagoFácil's manager before you register it again",
        ),
    }
}

fn registered(
    environment: Environment,
    request: &SubscriptionRequest,
    purchase: &Purchase<'_>,
    called: Called<'_>,
) -> Result<Registration> {
    let Called {
        response,
        mut warnings,
        reader,
    } = called;
    let Found {
        evidence,
        warnings: unread,
        ..
    } = evidence::registration(&reader, &response, request, purchase.amount, environment);
    let refused = || error::invalid(&reader, &response);
    if let Some(error) = error::of_verdict(&reader, &response, evidence.verdict(), refused) {
        return Err(error);
    }
    let id = convert::number(&reader, Response::first(&response.id)).ok_or_else(|| {
        error::unclear(
            &reader,
            &response,
            "the response has no id of the subscription",
        )
    })?;
    warnings.extend(purchase.warnings.iter().cloned());
    warnings.extend(unread);
    let first_charge = match (
        request.charge_now(),
        evidence::is_charged(&reader, &response, false),
    ) {
        (false, _) => FirstCharge::NotRequested,
        (true, Some(approved)) => FirstCharge::Made(charge(&reader, &response, approved)),
        (true, None) => FirstCharge::Unknown,
    };
    // What was stored, or else what was received.
    let echoed = |name| response.echoed(name).next();
    let contract =
        echoed("idCliente").map(|text| MerchantReference::new(convert::value(&reader, text)));
    let [day, start, end] = ["diaPago", "fechaIniCobro", "fechaFinCobro"].map(echoed);
    let card = wire::card_echo(&response);
    let subscription = Subscription::new(SubscriptionId::new(id), SubscriptionStatus::Active)
        .with_reference(contract)
        .with_amount(amount(&response))
        .with_schedule(convert::schedule(day, start, end))
        .with_card(convert::card(&reader, &response.card_brand, card))
        .with_registered_at(reader.time(&response.registered_at))
        .with_details(convert::details(&reader, &response))
        .with_warnings(warnings);
    Ok(Registration::new(subscription, first_charge))
}

/// The amount that was stored, or else the one that was received.
fn amount(response: &Response) -> Option<Money> {
    let texts = response.echoed("monto");
    let mut amounts =
        texts.filter_map(|text| convert::amount(text, Currency::MXN, &mut Vec::new()).ok());
    amounts.next()
}

fn charge(reader: &Reader<'_>, response: &Response, approved: bool) -> Charge {
    let text = response.messages();
    let outcome = if approved {
        ChargeOutcome::Approved
    } else {
        ChargeOutcome::Declined
    };
    let authorization = Response::first(&response.authorization);
    Charge::new(outcome)
        .with_id(convert::number(
            reader,
            Response::first(&response.transaction),
        ))
        .with_amount(amount(response))
        .with_authorization(convert::number(reader, authorization))
        .with_at(reader.time(&response.finished_at))
        .with_message((!text.is_empty()).then(|| convert::redact(reader, text)))
}

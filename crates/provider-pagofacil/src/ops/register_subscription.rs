//! Registers a recurring charge: the method `transaccion` of the recurring endpoints.

use payments_core::redact::Secrets;
use payments_core::{
    Charge, FirstCharge, MerchantReference, Operation, Recourse, Registration, Result,
    Subscription, SubscriptionId, SubscriptionRequest, SubscriptionStatus,
};
use payments_kit::http::Fields;

use crate::client::{Called, Client, Family, Method};
use crate::wire::{self, Echo, Response};
use crate::{convert, error, validate};

const OPERATION: Operation = Operation::REGISTER_SUBSCRIPTION;
const METHOD: Method = Method(Family::Recurring, "transaccion");

pub(crate) async fn register_subscription(
    client: &Client,
    request: &SubscriptionRequest,
) -> Result<Registration> {
    let purchase = validate::registration(&client.setting(), request)?;
    let caller = client.caller(OPERATION);
    let write = |fields: &mut dyn Fields| wire::registration(fields, &caller, &purchase, request);
    let read = |called: Called<'_>| registered(called, request.charge_now());
    let registered = client.call(OPERATION, METHOD, write, read).await;
    registered.map_err(|error| error.with_recourse(recourse(client, request)))
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

/// An id means registered; a rejection says so and has no id. `status` decides nothing.
fn registered(called: Called<'_>, charge_now: bool) -> Result<Registration> {
    let Called {
        response,
        warnings,
        secrets,
    } = called;
    let refused = response.registered.flag() == Some(false);
    let id = match (convert::own(secrets, &response.id), refused) {
        (Some(id), false) => SubscriptionId::new(id),
        (None, true) => return Err(error::invalid(OPERATION, secrets, &response)),
        (Some(_), true) => {
            let detail = "the response has an id and says that nothing was registered";
            return Err(error::unclear(OPERATION, secrets, &response, detail));
        }
        (None, false) => {
            let detail =
                "the response says neither that the charge was registered nor that it was not";
            return Err(error::unclear(OPERATION, secrets, &response, detail));
        }
    };
    let first_charge = match (charge_now, response.authorized.flag()) {
        (false, _) => FirstCharge::NotRequested,
        (true, Some(_)) => FirstCharge::Made(charge(secrets, &response)),
        (true, None) => FirstCharge::Unknown,
    };
    // What was stored, or else what was received.
    let (stored, sent) = (&response.stored, &response.sent);
    let reference =
        |echo: &Echo| convert::own(secrets, &echo.reference).map(MerchantReference::new);
    let schedule = |echo: &Echo| convert::schedule(&echo.day, &echo.start, &echo.end);
    // An unreadable echo must not hide the id of the registration.
    let amount = convert::pesos(stored.amount).ok().flatten();
    let subscription = Subscription::new(id, SubscriptionStatus::Active)
        .with_reference(reference(stored).or_else(|| reference(sent)))
        .with_amount(amount)
        .with_schedule(schedule(stored).or_else(|| schedule(sent)))
        .with_card(convert::card(secrets, &response.card_brand, &sent.card))
        .with_registered_at(convert::time(&response.registered_at))
        .with_details(convert::details(secrets, &response))
        .with_warnings(warnings);
    Ok(Registration::new(subscription, first_charge))
}

fn charge(secrets: &Secrets, response: &Response) -> Charge {
    let message = response.messages();
    Charge::new(convert::outcome(secrets, &response.authorized))
        .with_id(convert::number(secrets, &response.transaction))
        .with_amount(convert::pesos(response.stored.amount).ok().flatten())
        .with_authorization(convert::number(secrets, &response.authorization))
        .with_at(convert::time(&response.finished_at))
        .with_message((!message.is_empty()).then(|| error::scrub(secrets, &message)))
}

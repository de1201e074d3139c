//! Registers a recurring charge: the method `transaccion` of the recurring endpoints.

use payments_core::{
    Charge, FirstCharge, MerchantReference, Operation, Recourse, Registration, Result,
    Subscription, SubscriptionId, SubscriptionRequest, SubscriptionStatus,
};

use crate::client::{Called, Client, Family};
use crate::wire::{self, Echo, Fields, Response};
use crate::{convert, error, validate};

const OPERATION: Operation = Operation::REGISTER_SUBSCRIPTION;
const METHOD: &str = "transaccion";

pub(crate) async fn register_subscription(
    client: &Client,
    request: &SubscriptionRequest,
) -> Result<Registration> {
    let purchase = validate::registration(&client.setting(), request)?;
    let fields = wire::registration(&client.caller(OPERATION), &purchase, request);
    let called = client
        .call(OPERATION, Family::Recurring, METHOD, &fields)
        .await;
    called
        .and_then(|called| registered(&fields, called, request.charge_now()))
        .map_err(|error| error.with_recourse(recourse(client, request)))
}

/// What to do when the response is lost. Reports show charges, so they show a registration that was
/// to be charged at once; any other is shown by the manager only.
fn recourse(client: &Client, request: &SubscriptionRequest) -> Recourse {
    match request.reference() {
        Some(reference) if request.charge_now() && client.keys().api_secret().is_some() => {
            Recourse::call(Operation::FIND_SUBSCRIPTION, reference)
        }
        _ => Recourse::Manual(
            "look up the contract number in PagoFácil's manager before you register it again",
        ),
    }
}

/// An id means registered; a rejection says so and has no id. `status` decides nothing.
fn registered(fields: &Fields<'_>, called: Called, charge_now: bool) -> Result<Registration> {
    let Called { response, warnings } = called;
    let refused = response.registered.flag() == Some(false);
    let id = match (convert::own(fields, &response.id), refused) {
        (Some(id), false) => SubscriptionId::new(id),
        (None, true) => return Err(error::invalid(OPERATION, fields, &response)),
        (Some(_), true) => {
            let detail = "the response has an id and says that nothing was registered";
            return Err(error::unclear(OPERATION, fields, &response, detail));
        }
        (None, false) => {
            let detail =
                "the response says neither that the charge was registered nor that it was not";
            return Err(error::unclear(OPERATION, fields, &response, detail));
        }
    };
    let first_charge = match (charge_now, response.authorized.flag()) {
        (false, _) => FirstCharge::NotRequested,
        (true, Some(_)) => FirstCharge::Made(charge(fields, &response)),
        (true, None) => FirstCharge::Unknown,
    };
    // What was stored, or else what was received.
    let (stored, sent) = (&response.stored, &response.sent);
    let reference = |echo: &Echo| convert::own(fields, &echo.reference).map(MerchantReference::new);
    let schedule = |echo: &Echo| convert::schedule(&echo.day, &echo.start, &echo.end);
    // An unreadable echo must not hide the id of the registration.
    let amount = convert::pesos(stored.amount).ok().flatten();
    let subscription = Subscription::new(id, SubscriptionStatus::Active)
        .with_reference(reference(stored).or_else(|| reference(sent)))
        .with_amount(amount)
        .with_schedule(schedule(stored).or_else(|| schedule(sent)))
        .with_card(convert::card(fields, &response.card_brand, &sent.card))
        .with_registered_at(convert::time(&response.registered_at))
        .with_details(convert::details(fields, &response))
        .with_warnings(warnings);
    Ok(Registration {
        subscription,
        first_charge,
    })
}

fn charge(fields: &Fields<'_>, response: &Response) -> Charge {
    let message = response.messages();
    Charge {
        id: convert::number(fields, &response.transaction),
        outcome: convert::outcome(fields, &response.authorized),
        amount: convert::pesos(response.stored.amount).ok().flatten(),
        authorization: convert::number(fields, &response.authorization),
        at: convert::time(&response.finished_at),
        message: (!message.is_empty()).then(|| error::scrub(fields, &message)),
    }
}

//! Registering a recurring charge: the method `transaccion`.

use payments_core::{
    Charge, FirstCharge, MerchantReference, Operation, Recourse, Registration, Result,
    Subscription, SubscriptionId, SubscriptionRequest, SubscriptionStatus,
};

use crate::channel::{Called, Family};
use crate::service::Service;
use crate::wire::{Answer, Data, Echo, registration};
use crate::{convert, error};

const OPERATION: Operation = Operation::REGISTER_SUBSCRIPTION;
const METHOD: &str = "transaccion";

pub(crate) async fn register_subscription(
    service: &Service,
    request: &SubscriptionRequest,
) -> Result<Registration> {
    let data = registration(service, request)?;
    let channel = service.channel();
    let called = channel
        .call(OPERATION, Family::Recurring, METHOD, &data)
        .await;
    called
        .and_then(|called| registered(&data, called, request.charge_now()))
        .map_err(|error| error.with_recourse(recourse(service, request)))
}

/// What to do when the answer is lost. Reports show charges, so a call can find a registration
/// that was to be charged at once; any other shows in the manager only.
fn recourse(service: &Service, request: &SubscriptionRequest) -> Recourse {
    match request.reference() {
        Some(reference) if request.charge_now() && service.keys().api_secret().is_some() => {
            Recourse::call(Operation::FIND_SUBSCRIPTION, reference)
        }
        _ => Recourse::Manual(
            "look the contract number up in PagoFácil's manager before you register it again",
        ),
    }
}

/// Registered is what has an id; refused is what says so and has none. `status` decides nothing.
fn registered(data: &Data<'_>, called: Called, charge_now: bool) -> Result<Registration> {
    let Called { answer, warnings } = called;
    let refused = answer.registered.flag() == Some(false);
    let id = match (convert::own(data, &answer.id), refused) {
        (Some(id), false) => SubscriptionId::new(id),
        (None, true) => return Err(error::invalid(OPERATION, data, &answer)),
        (Some(_), true) => {
            let detail = "the answer has an id and says that nothing was registered";
            return Err(error::unclear(OPERATION, data, &answer, detail));
        }
        (None, false) => {
            let detail =
                "the answer says neither that the charge was registered nor that it was not";
            return Err(error::unclear(OPERATION, data, &answer, detail));
        }
    };
    let first_charge = match (charge_now, answer.authorized.flag()) {
        (false, _) => FirstCharge::NotRequested,
        (true, Some(_)) => FirstCharge::Made(charge(data, &answer)),
        (true, None) => FirstCharge::Unknown,
    };
    // What was stored counts, or else what was received.
    let (stored, sent) = (&answer.stored, &answer.sent);
    let reference = |echo: &Echo| convert::own(data, &echo.reference).map(MerchantReference::new);
    let schedule = |echo: &Echo| convert::schedule(&echo.day, &echo.start, &echo.end);
    // An echo that cannot be read must not hide the id of what was registered.
    let amount = convert::pesos(stored.amount).ok().flatten();
    let subscription = Subscription::new(id, SubscriptionStatus::Active)
        .with_reference(reference(stored).or_else(|| reference(sent)))
        .with_amount(amount)
        .with_schedule(schedule(stored).or_else(|| schedule(sent)))
        .with_card(convert::card(data, &answer.card_brand, &sent.card))
        .with_registered_at(convert::time(&answer.registered_at))
        .with_details(convert::details(data, &answer))
        .with_warnings(warnings);
    Ok(Registration {
        subscription,
        first_charge,
    })
}

fn charge(data: &Data<'_>, answer: &Answer) -> Charge {
    let message = answer.messages();
    Charge {
        id: convert::number(data, &answer.transaction),
        outcome: convert::outcome(data, &answer.authorized),
        amount: convert::pesos(answer.stored.amount).ok().flatten(),
        authorization: convert::number(data, &answer.authorization),
        at: convert::time(&answer.finished_at),
        message: (!message.is_empty()).then(|| error::scrub(data, &message)),
    }
}

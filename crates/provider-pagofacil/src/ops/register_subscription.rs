//! Registering a recurring charge: the method `transaccion`.

use payments_core::{
    Charge, FirstCharge, Operation, Recourse, Registration, Result, Subscription, SubscriptionId,
    SubscriptionRequest, SubscriptionStatus,
};

use crate::channel::Family;
use crate::service::Service;
use crate::wire::{Answer, Data, registration};
use crate::{convert, error};

const OPERATION: Operation = Operation::REGISTER_SUBSCRIPTION;
const METHOD: &str = "transaccion";

/// What to do when the answer is lost.
const LOST: Recourse = Recourse::Manual(
    "look the contract number up in PagoFácil's manager before you register it again",
);

pub(crate) async fn register_subscription(
    service: &Service,
    request: &SubscriptionRequest,
) -> Result<Registration> {
    let data = registration(service, request)?;
    let channel = service.channel();
    let answer = channel
        .call(OPERATION, Family::Recurring, METHOD, &data)
        .await;
    answer
        .and_then(|answer| registered(&data, answer, request.charge_now()))
        .map_err(|error| error.with_recourse(LOST))
}

/// Registered is what has an id; refused is what says so and has none. `status` decides nothing.
fn registered(data: &Data<'_>, answer: Answer, charge_now: bool) -> Result<Registration> {
    let refused = answer.registered.flag() == Some(false);
    let id = match (answer.id.text(), refused) {
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
    let reference = stored.reference.text().or(sent.reference.text());
    let schedule = |echo: &crate::wire::Echo| convert::schedule(&echo.day, &echo.start, &echo.end);
    // An echo that cannot be read must not hide the id of what was registered.
    let amount = convert::pesos(&stored.amount).ok().flatten();
    let subscription = Subscription::new(id, SubscriptionStatus::Active)
        .with_reference(reference.map(Into::into))
        .with_amount(amount)
        .with_schedule(schedule(stored).or_else(|| schedule(sent)))
        .with_card(convert::card(&answer.card_brand, &sent.card))
        .with_registered_at(convert::time(&answer.registered_at))
        .with_details(convert::details(data, &answer));
    Ok(Registration {
        subscription,
        first_charge,
    })
}

fn charge(data: &Data<'_>, answer: &Answer) -> Charge {
    let message: Vec<&str> = answer.error.iter().map(|(_, text)| text).collect();
    Charge {
        id: convert::number(&answer.transaction),
        outcome: convert::outcome(&answer.authorized),
        amount: convert::pesos(&answer.stored.amount).ok().flatten(),
        authorization: convert::number(&answer.authorization),
        at: convert::time(&answer.finished_at),
        message: (!message.is_empty()).then(|| error::scrub(data, &message.join(" "))),
    }
}

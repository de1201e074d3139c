use payments_core::{
    Error, MerchantReference, Outcome, Payment, PaymentId, PaymentProvider, PaymentProviderExt,
    PaymentRequest, PaymentStatus, Resolution, Why,
};
use time::OffsetDateTime;

/// A row of the shop's database.
struct Order {
    reference: MerchantReference,
    state: State,
}

enum State {
    /// Not paid, and no payment is under way.
    Open,
    /// A call was begun at this time, and nobody knows yet what became of it.
    Attempted(OffsetDateTime),
    /// The provider has this payment. Paid, or waiting for its payer: its status tells.
    Taken(PaymentId, PaymentStatus),
    /// A person has to look, for this reason.
    ForAPerson(String),
}

fn taken(payment: &Payment) -> State {
    State::Taken(payment.id().clone(), payment.status().clone())
}

/// Takes the payment of an order that is open.
async fn check_out(
    provider: &dyn PaymentProvider,
    order: &mut Order,
    request: &PaymentRequest,
) -> Result<(), Error> {
    // Save the row here, before the call: it outlives a crash and a dropped request.
    order.state = State::Attempted(provider.clock().now());
    match provider.create_payment(request).await {
        Ok(payment) => order.state = taken(&payment),
        Err(error) => {
            match error.outcome() {
                // Nothing was sent, or the provider did not do it: the payer may try again.
                Outcome::NotSent | Outcome::Rejected => order.state = State::Open,
                // Leave the row to `find_out`, and tell the payer to wait.
                Outcome::Unknown => {}
            }
            return Err(error);
        }
    }
    Ok(())
}

/// A job that goes over the attempted orders, every few minutes.
async fn find_out(provider: &dyn PaymentProvider, order: &mut Order) {
    let State::Attempted(at) = order.state else {
        return;
    };
    match provider.resolve_payment(&order.reference, at).await {
        Resolution::Happened { found: payment, .. } => order.state = taken(&payment),
        Resolution::DidNotHappen => order.state = State::Open,
        Resolution::StillUnknown(why) => match why {
            // The next run asks again. An order that stays here for a day deserves an alert.
            Why::NotSettled { .. } | Why::LookupFailed(_) => {}
            why => order.state = State::ForAPerson(why.to_string()),
        },
    }
}

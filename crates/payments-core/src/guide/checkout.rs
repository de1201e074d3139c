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
    /// Not paid, and no attempt is open.
    Open,
    /// An attempt started at this time, and its outcome is not known yet.
    Attempted(OffsetDateTime),
    /// The provider has this payment. Its status says whether it is paid or waits for its payer.
    Created(PaymentId, PaymentStatus),
    /// A person must check the payment, for this reason.
    NeedsReview(String),
}

fn created(payment: &Payment) -> State {
    State::Created(payment.id().clone(), payment.status().clone())
}

/// Creates the payment of an open order.
async fn check_out(
    provider: &dyn PaymentProvider,
    order: &mut Order,
    request: &PaymentRequest,
) -> Result<(), Error> {
    // Save the row here, before the request: it survives a crash and a dropped future.
    order.state = State::Attempted(provider.clock().now());
    match provider.create_payment(request).await {
        Ok(payment) => order.state = created(&payment),
        Err(error) => {
            match error.outcome() {
                // Nothing was sent, or the provider rejected it: the payer may try again.
                Outcome::NotSent | Outcome::Rejected => order.state = State::Open,
                // Leave the row to `resolve`, and ask the payer to wait.
                Outcome::Unknown => {}
            }
            return Err(error);
        }
    }
    Ok(())
}

/// Resolves an attempted order. Run it as a job over all of them, every few minutes.
async fn resolve(provider: &dyn PaymentProvider, order: &mut Order) {
    let State::Attempted(at) = order.state else {
        return;
    };
    match provider.resolve_payment(&order.reference, at).await {
        Resolution::Happened { found: payment, .. } => order.state = created(&payment),
        Resolution::DidNotHappen => order.state = State::Open,
        Resolution::StillUnknown(why) => match why {
            // The next run asks again. Alert someone when an order stays here for a day.
            Why::NotSettled { .. } | Why::LookupFailed(_) => {}
            why => order.state = State::NeedsReview(why.to_string()),
        },
    }
}

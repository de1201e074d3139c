//! Settling an order by looking its payment up.

use crate::{
    Confirmation, Error, ErrorKind, Expected, Operation, Outcome, Payment, PaymentProvider,
    PaymentStatus, Result, Settlement, Violations,
};

/// Settles an order without a callback: the default of
/// [`PaymentProvider::settle`], and its second half for a provider
/// that has checked a callback.
///
/// # Errors
///
/// As [`PaymentProvider::settle`].
pub async fn by_lookup<P: PaymentProvider + ?Sized>(
    provider: &P,
    expected: &Expected,
) -> Result<Settlement> {
    let mut violations = Violations::new();
    expected.check(&mut violations);
    violations.into_result(provider.name(), Operation::SETTLE_PAYMENT)?;
    let payment = look_up(provider, expected).await?;
    let payer = payment.payer().cloned();
    match payment.status() {
        PaymentStatus::Approved if provider.capabilities().supports(Operation::CONFIRM_PAYMENT) => {
            let Some(payer) = payer else {
                return Ok(Settlement::Pending(payment));
            };
            let confirmation = Confirmation::by_payer(expected.payment(), payer)
                .expecting(expected.reference().clone(), expected.amount());
            confirm(provider, expected, &confirmation).await
        }
        _ => Ok(settlement(payment)),
    }
}

/// What the state of a payment means for its order, where this call moved no money.
fn settlement(payment: Payment) -> Settlement {
    match payment.status() {
        PaymentStatus::Paid => Settlement::AlreadyPaid(payment),
        PaymentStatus::AwaitingApproval | PaymentStatus::Approved | PaymentStatus::Processing => {
            Settlement::Pending(payment)
        }
        PaymentStatus::Cancelled | PaymentStatus::Expired | PaymentStatus::Declined => {
            Settlement::Cancelled(payment)
        }
        PaymentStatus::Voided
        | PaymentStatus::Refunded
        | PaymentStatus::PartiallyRefunded
        | PaymentStatus::Disputed => Settlement::Returned(payment),
        PaymentStatus::Other(_) => Settlement::Other(payment),
    }
}

async fn confirm<P: PaymentProvider + ?Sized>(
    provider: &P,
    expected: &Expected,
    confirmation: &Confirmation,
) -> Result<Settlement> {
    let error = match provider.confirm_payment(confirmation).await {
        Ok(payment) => return Ok(Settlement::Paid(payment)),
        Err(error) => error,
    };
    // Of two callbacks at once, one confirms the payment, and the provider refuses the other.
    if error.outcome() == Outcome::Rejected
        && let Ok(payment) = look_up(provider, expected).await
        && payment.status().is_paid()
    {
        return Ok(Settlement::AlreadyPaid(payment));
    }
    Err(error)
}

/// The payment of the order, which is the expected one in every field.
async fn look_up<P: PaymentProvider + ?Sized>(
    provider: &P,
    expected: &Expected,
) -> Result<Payment> {
    let operation = Operation::SETTLE_PAYMENT;
    let payment = if provider.capabilities().supports(Operation::GET_PAYMENT) {
        provider.get_payment(expected.payment()).await
    } else {
        find(provider, expected).await
    };
    let payment = payment.map_err(|error| error.before_sending(operation))?;
    let mut differences = Violations::new();
    expected.compare(&payment, &mut differences);
    if differences.is_empty() {
        return Ok(payment);
    }
    let kind = ErrorKind::Mismatch;
    Err(
        Error::new(provider.name(), operation, kind, Outcome::NotSent)
            .with_payment(expected.payment().clone())
            .with_violations(differences.into_vec()),
    )
}

/// The payment of the order among those with its reference.
async fn find<P: PaymentProvider + ?Sized>(provider: &P, expected: &Expected) -> Result<Payment> {
    let found = provider.find_payment(expected.reference()).await?;
    let gap = found.gap();
    let mut matches = found.into_matches().into_iter();
    matches
        .find(|payment| payment.id() == expected.payment())
        .ok_or_else(|| {
            let operation = Operation::FIND_PAYMENT;
            let kind = ErrorKind::NotFound;
            let error = Error::new(provider.name(), operation, kind, Outcome::Rejected)
                .with_payment(expected.payment().clone());
            match gap {
                Some(gap) => error.with_detail(format!("not everything was searched: {gap}")),
                None => error,
            }
        })
}

//! What the state of something says about each call that moves money.

use crate::{
    Payment, PaymentStatus, Payout, PayoutStatus, Refund, RefundStatus, Subscription,
    SubscriptionStatus,
};

/// What the state of something says about a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Evidence {
    /// The call happened.
    For,
    /// The call did not happen, or not yet.
    Against,
    /// Neither.
    Neither,
}

/// A payment that exists was created, whatever its status is now. A declined one is left by a card
/// that was refused, where creating charges at once: the call returned it as an error.
pub(crate) fn creation(payment: &Payment) -> Evidence {
    match payment.status() {
        PaymentStatus::AwaitingApproval
        | PaymentStatus::Approved
        | PaymentStatus::Processing
        | PaymentStatus::Paid
        | PaymentStatus::Cancelled
        | PaymentStatus::Expired
        | PaymentStatus::Voided
        | PaymentStatus::Refunded
        | PaymentStatus::PartiallyRefunded
        | PaymentStatus::Disputed => Evidence::For,
        PaymentStatus::Declined => Evidence::Against,
        PaymentStatus::Other(_) => Evidence::Neither,
    }
}

/// A voided payment was paid before.
pub(crate) fn confirmation(payment: &Payment) -> Evidence {
    match payment.status() {
        PaymentStatus::Paid
        | PaymentStatus::Voided
        | PaymentStatus::Refunded
        | PaymentStatus::PartiallyRefunded
        | PaymentStatus::Disputed => Evidence::For,
        PaymentStatus::AwaitingApproval
        | PaymentStatus::Approved
        | PaymentStatus::Cancelled
        | PaymentStatus::Expired
        | PaymentStatus::Declined => Evidence::Against,
        PaymentStatus::Processing | PaymentStatus::Other(_) => Evidence::Neither,
    }
}

/// Only a paid payment can be voided: one in any other state contradicts what the call was for.
pub(crate) fn voiding(payment: &Payment) -> Evidence {
    match payment.status() {
        PaymentStatus::Voided => Evidence::For,
        PaymentStatus::Paid => Evidence::Against,
        PaymentStatus::AwaitingApproval
        | PaymentStatus::Approved
        | PaymentStatus::Processing
        | PaymentStatus::Cancelled
        | PaymentStatus::Expired
        | PaymentStatus::Refunded
        | PaymentStatus::PartiallyRefunded
        | PaymentStatus::Disputed
        | PaymentStatus::Declined
        | PaymentStatus::Other(_) => Evidence::Neither,
    }
}

/// A subscription that exists was registered: no provider keeps one that it refused.
pub(crate) fn registration(_: &Subscription) -> Evidence {
    Evidence::For
}

/// Cancelled is cancelled, by this call or by another.
pub(crate) fn cancellation(subscription: &Subscription) -> Evidence {
    match subscription.status() {
        SubscriptionStatus::Cancelled => Evidence::For,
        SubscriptionStatus::Active => Evidence::Against,
        SubscriptionStatus::Other(_) => Evidence::Neither,
    }
}

/// A refund that the provider holds was taken, unless it was declined.
pub(crate) fn refund(refund: &Refund) -> Evidence {
    match refund.status {
        RefundStatus::Processing | RefundStatus::Refunded => Evidence::For,
        RefundStatus::Declined => Evidence::Against,
        RefundStatus::Other(_) => Evidence::Neither,
    }
}

/// A payout that was registered or accepted exists at the provider.
pub(crate) fn payout(payout: &Payout) -> Evidence {
    match payout.status {
        PayoutStatus::Registered | PayoutStatus::Accepted => Evidence::For,
        PayoutStatus::Other(_) => Evidence::Neither,
    }
}

//! Labels for what a resolution is about.

use std::fmt::Debug;

use crate::{Payment, Payout, Refund, Subscription};

/// What a [`Resolution`](super::Resolution) is about.
pub trait Subject: Debug {
    /// What it is and its status, for a person: `payment PAY-1 (Paid)`.
    fn label(&self) -> String;
}

impl Subject for Payment {
    fn label(&self) -> String {
        format!("payment {} ({:?})", self.id(), self.status())
    }
}

impl Subject for Subscription {
    fn label(&self) -> String {
        format!("subscription {} ({:?})", self.id(), self.status())
    }
}

impl Subject for Refund {
    fn label(&self) -> String {
        format!("refund {} ({:?})", self.id, self.status)
    }
}

impl Subject for Payout {
    fn label(&self) -> String {
        format!("payout {} ({:?})", self.id, self.status)
    }
}

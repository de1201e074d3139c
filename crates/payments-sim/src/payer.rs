//! What the payer does outside the merchant's program, done here without a browser.

use url::Url;

use super::simulator::Simulator;

impl Simulator {
    /// The payer agrees to an mPandco payment intent, as the Approve button of the approval page
    /// does. A `sale` becomes authorized; a `request`, which its payer settles in the wallet app,
    /// becomes executed.
    ///
    /// Returns the address to which the payer's browser is sent (for a `request`: which the
    /// service would call), with `paymentIntent` and `payerId` in its query. `None` when there is
    /// no such intent, it was decided before, or the payer of a `request` lacks the money.
    pub fn approve_payment(&self, id: &str) -> Option<Url> {
        self.mpandco().approve(id).ok()
    }

    /// The payer turns an mPandco payment intent down, as the Cancel button of the approval page
    /// does.
    ///
    /// Returns the intent's cancel address. `None` when there is no such intent or it was decided
    /// before.
    pub fn cancel_payment(&self, id: &str) -> Option<Url> {
        self.mpandco().cancel(id).ok()
    }
}

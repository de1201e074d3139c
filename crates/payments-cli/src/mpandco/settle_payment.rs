//! `payments mpandco settle-payment`.

use std::sync::{Arc, OnceLock};

use clap::Args;
use payments_core::{
    Confirmation, Currency, Error, ErrorKind, Money, Outcome, PaymentProvider, PaymentStatus,
};
use provider_mpandco::{
    Callback, Expected, Mpandco, NAME, PayerReturn, SETTLE_PAYMENT, ServerCall, Settlement,
};
use url::Url;

use crate::exit::{Ending, Failure};
use crate::input;
use crate::session::{Finder, Session};
use crate::special::Special;
use crate::view::{self, View};

#[derive(Args)]
pub(crate) struct Arguments {
    /// The id of the payment that was created for the order
    id: String,
    /// The reference of the order
    #[arg(long)]
    reference: String,
    /// The amount of the order in VES, such as 20 or 20.50
    #[arg(long)]
    amount: String,
    /// The URL that the payer's browser came back to
    #[arg(
        long,
        value_name = "URL",
        conflicts_with = "called",
        required_unless_present = "called"
    )]
    returned: Option<Url>,
    /// The URL that mPandco's servers called
    #[arg(long, value_name = "URL")]
    called: Option<Url>,
}

impl Arguments {
    pub(super) async fn settle(
        &self,
        session: &Session,
        mpandco: Mpandco,
    ) -> Result<Ending, Failure> {
        let (expected, callback) = (self.expected()?, self.callback()?);
        session.confirm("settle-payment")?;
        let finder = Finder::resolve("resolve-confirmation", &self.id);
        let settled = settle(session, &finder, mpandco, expected, callback);
        let settlement = settled.await.map_err(refused_callback)?;
        let settled = view::Settlement::of(&settlement, session.privacy);
        let printed = session.output.print_done(&View::Settlement(settled))?;
        Ok(match settlement {
            Settlement::Paid(_) | Settlement::AlreadyPaid(_) => printed,
            Settlement::NotApproved(_) | Settlement::Cancelled(_) | Settlement::Voided(_) => {
                Ending::NotPaid
            }
            // A status that is not documented may be that of a paid payment.
            _ => {
                let finder = Finder::look_up("get-intent", &self.id);
                let command = session.find_out(&finder, time::OffsetDateTime::now_utc());
                input::say(&format!(
                    "the status is not documented, so the order may be paid. Find out with:\n  \
                     {command}"
                ));
                Ending::Unknown
            }
        })
    }

    fn expected(&self) -> Result<Expected, Failure> {
        let amount = Money::parse(&self.amount, Currency::VES)
            .map_err(|reason| Failure::usage(format!("--amount: {reason}")))?;
        Ok(Expected::new(
            self.id.as_str(),
            self.reference.as_str(),
            amount,
        ))
    }

    fn callback(&self) -> Result<Callback, Failure> {
        let read = match (&self.returned, &self.called) {
            (Some(url), _) => PayerReturn::from_url(url).map(Callback::from),
            (None, Some(url)) => ServerCall::from_url(url).map(Callback::from),
            (None, None) => return Err(Failure::usage("give --returned or --called")),
        };
        read.map_err(|reason| Failure::Callback(format!("{reason}: nothing was sent")))
    }
}

/// Settles the order. Its confirmation goes through the journal, if there is one.
async fn settle(
    session: &Session,
    finder: &Finder,
    mpandco: Mpandco,
    expected: Expected,
    callback: Callback,
) -> Result<Settlement, Failure> {
    let is_over = async || {
        let found = mpandco.get_payment(expected.payment()).await;
        found.is_ok_and(|payment| {
            matches!(
                payment.status(),
                PaymentStatus::Paid | PaymentStatus::Cancelled | PaymentStatus::Voided
            )
        })
    };
    // What is over is compared with the order, and never confirmed.
    if session.journal.is_none() || is_over().await {
        return session
            .money(finder, mpandco.settle(&expected, callback))
            .await;
    }
    let (id, bare) = (expected.payment().clone(), mpandco.clone());
    let (order, called) = (expected.clone(), callback.clone());
    let settled: Arc<OnceLock<Settlement>> = Arc::default();
    let (result, client) = (Arc::clone(&settled), mpandco.clone());
    let special = Special::confirming(mpandco, move || {
        let (mpandco, result) = (client.clone(), Arc::clone(&result));
        let (expected, callback) = (expected.clone(), callback.clone());
        async move {
            let settlement = mpandco.settle(&expected, callback).await?;
            let settlement = result.get_or_init(|| settlement);
            if settlement.is_paid() {
                return Ok(settlement.payment().clone());
            }
            let (kind, outcome) = (ErrorKind::Refused, Outcome::NotSent);
            let error = Error::new(NAME, SETTLE_PAYMENT, kind, outcome);
            Err(error.with_detail("the payment is not approved, so it was not confirmed"))
        }
    });
    // The journal compares the confirmations of one payment. The payer of a settlement is the one
    // that the provider reports.
    let confirmation = Confirmation::by_payer(id.as_str(), "as the provider reports");
    let confirmed = session
        .confirm_payment(finder, special, &confirmation)
        .await;
    match (settled.get(), confirmed) {
        (Some(settlement), _) => Ok(settlement.clone()),
        // The journal has the confirmation from before; the payment may have been voided since.
        (None, Ok(_)) => session.money(finder, bare.settle(&order, called)).await,
        (None, Err(failure)) => Err(failure),
    }
}

/// A callback about another payment, or a payment that is not the order's, is rejected.
fn refused_callback(failure: Failure) -> Failure {
    match failure {
        Failure::Payment { error, .. }
            if error.kind() == ErrorKind::Mismatch && error.outcome() == Outcome::NotSent =>
        {
            Failure::Mismatch(error)
        }
        other => other,
    }
}

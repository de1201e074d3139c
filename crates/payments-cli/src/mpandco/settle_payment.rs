//! `payments mpandco settle-payment`.

use clap::Args;
use payments_core::{Callback, Currency, ErrorKind, Expected, Money, Outcome, Settlement, Webhook};
use provider_mpandco::Mpandco;
use url::Url;

use crate::exit::{Ending, Failure};
use crate::input;
use crate::session::{Finder, Session};
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
    /// The URL that the payer's browser came back to, if it did
    #[arg(long, value_name = "URL", conflicts_with = "called", value_parser = input::url)]
    returned: Option<Url>,
    /// The URL that mPandco's servers called, if they did
    #[arg(long, value_name = "URL", value_parser = input::url)]
    called: Option<Url>,
}

impl Arguments {
    pub(super) async fn settle(
        &self,
        session: &Session,
        mpandco: Mpandco,
    ) -> Result<Ending, Failure> {
        let (expected, callback) = (self.expected()?, self.callback());
        session.confirm("settle-payment")?;
        let finder = Finder::resolve("resolve-confirmation", &self.id);
        let settled = session.settle(&finder, mpandco, &expected, callback.as_ref());
        let settlement = settled.await.map_err(refused_callback)?;
        let settled = view::Settlement::of(&settlement, session.privacy);
        let printed = session.output.print_done(&View::Settlement(settled))?;
        Ok(match settlement {
            Settlement::Paid(_) | Settlement::AlreadyPaid(_) => printed,
            Settlement::Pending(_) | Settlement::Cancelled(_) | Settlement::Returned(_) => {
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

    fn callback(&self) -> Option<Callback> {
        match (&self.returned, &self.called) {
            (Some(url), _) => Some(Callback::browser_return(url.clone())),
            (None, Some(url)) => {
                let query = url.query().unwrap_or_default();
                Some(Webhook::new("").with_query(query).into())
            }
            (None, None) => None,
        }
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

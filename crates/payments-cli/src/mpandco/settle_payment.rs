//! `payments mpandco settle-payment`.

use clap::Args;
use payments_core::{Currency, Money};
use provider_mpandco::{Callback, Expected, PayerReturn, ServerCall};
use url::Url;

use crate::exit::Failure;

#[derive(Args)]
pub(crate) struct Arguments {
    /// The id of the payment that was created for the order
    id: String,
    /// The order's reference
    #[arg(long)]
    reference: String,
    /// What the order costs, in VES
    #[arg(long)]
    amount: String,
    /// The URL that the payer's browser came back to
    #[arg(long, value_name = "URL", conflicts_with = "called")]
    returned: Option<Url>,
    /// The URL that mPandco's servers called
    #[arg(long, value_name = "URL")]
    called: Option<Url>,
}

impl Arguments {
    pub(super) fn expected(&self) -> Result<Expected, Failure> {
        let amount = Money::parse(&self.amount, Currency::VES)
            .map_err(|reason| Failure::usage(format!("--amount: {reason}")))?;
        Ok(Expected::new(
            self.id.as_str(),
            self.reference.as_str(),
            amount,
        ))
    }

    pub(super) fn callback(&self) -> Result<Callback, Failure> {
        let read = match (&self.returned, &self.called) {
            (Some(url), None) => PayerReturn::from_url(url).map(Callback::from),
            (None, Some(url)) => ServerCall::from_url(url).map(Callback::from),
            _ => return Err(Failure::usage("give --returned or --called")),
        };
        read.map_err(|reason| Failure::usage(reason.to_string()))
    }
}

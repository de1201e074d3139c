//! `payments mpandco confirm-payment`.

use clap::Args;
use payments_core::{Confirmation, NextAction, PayToken, PaymentId, PaymentProvider, Pin};
use provider_mpandco::Mpandco;

use crate::ask;
use crate::failure::Failure;

#[derive(Args)]
pub(crate) struct Arguments {
    /// The id of the payment
    id: String,
    /// Who approved it, by the return URL's payerId
    #[arg(long, conflicts_with = "account")]
    payer: Option<String>,
    /// The payer's account to pay with, by the name that the payment shows. The PIN is asked for,
    /// or read from standard input
    #[arg(long, value_name = "NAME")]
    account: Option<String>,
}

impl Arguments {
    pub(super) async fn confirmation(self, mpandco: &Mpandco) -> Result<Confirmation, Failure> {
        match (self.payer, self.account) {
            (Some(payer), None) => Ok(Confirmation::by_payer(self.id.as_str(), payer.as_str())),
            (None, Some(account)) => {
                let payment = mpandco.get_payment(&PaymentId::new(&self.id)).await?;
                let token = match payment.next_action() {
                    Some(NextAction::AskPayer { tokens }) => choose(tokens, &account)?,
                    _ => return Err(Failure::usage("the payment offers no accounts")),
                };
                let pin = Pin::new(ask::secret_line("PIN")?);
                Ok(Confirmation::by_pay_token(self.id.as_str(), token, pin))
            }
            _ => Err(Failure::usage("give --payer or --account")),
        }
    }
}

fn choose(tokens: &[PayToken], account: &str) -> Result<PayToken, Failure> {
    let chosen = tokens.iter().find(|token| token.name() == Some(account));
    chosen.cloned().ok_or_else(|| {
        let names: Vec<&str> = tokens.iter().filter_map(PayToken::name).collect();
        Failure::usage(format!(
            "the payment offers no account {account:?}, but {}",
            names.join(", ")
        ))
    })
}

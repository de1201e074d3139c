//! `payments mpandco confirm-payment`.

use clap::Args;
use payments_core::{Confirmation, PayToken, PaymentId, Pin};
use provider_mpandco::Mpandco;
use provider_mpandco::model::Intent;

use crate::exit::Failure;
use crate::input;

#[derive(Args)]
pub(crate) struct Arguments {
    /// The id of the payment
    id: String,
    /// The payer who approved it: the payerId of the return URL
    #[arg(
        long,
        conflicts_with = "account",
        required_unless_present = "account",
        value_name = "ID"
    )]
    payer: Option<String>,
    /// The payer's account to pay with at the till, by its name; an unknown name lists those that
    /// the payment offers. The PIN is asked for, or read from standard input
    #[arg(long, value_name = "NAME")]
    account: Option<String>,
}

impl Arguments {
    pub(super) fn id(&self) -> &str {
        &self.id
    }

    pub(super) async fn confirmation(self, mpandco: &Mpandco) -> Result<Confirmation, Failure> {
        match (self.payer, self.account) {
            (Some(payer), _) => Ok(Confirmation::by_payer(self.id.as_str(), payer.as_str())),
            (None, Some(account)) => {
                let intent = mpandco.get_intent(&PaymentId::new(&self.id)).await?;
                at_a_till(self.id, &intent, &account)
            }
            (None, None) => Err(Failure::usage("give --payer or --account")),
        }
    }
}

/// Confirms with the token of the account on the payment, or with its tokens on each transaction.
fn at_a_till(id: String, intent: &Intent, account: &str) -> Result<Confirmation, Failure> {
    if !intent.pay_tokens.is_empty() {
        let token = choose(&intent.pay_tokens, account)?;
        let pin = Pin::new(input::secret_line("PIN")?);
        return Ok(Confirmation::by_pay_token(id.as_str(), token, pin));
    }
    let mut tokens = Vec::new();
    for transaction in &intent.transactions {
        let token = choose(&transaction.pay_tokens, account)?;
        tokens.push((transaction.id.clone().unwrap_or_default(), token));
    }
    let pin = Pin::new(input::secret_line("PIN")?);
    Ok(Confirmation::by_transaction_tokens(
        id.as_str(),
        tokens,
        pin,
    ))
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

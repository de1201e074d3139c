//! `payments mpandco`: one command per operation of mPandco.

mod confirm_payment;
mod create_payment;
mod create_transactions;
mod payouts;
mod settle_payment;

use clap::Subcommand;
use futures_util::{StreamExt, TryStreamExt};
use payments_core::{
    Error, MerchantReference, Operation, Page, PageRequest, PageToken, Payment, PaymentId,
    PaymentProvider, PaymentProviderExt, PayoutProvider, PayoutProviderExt,
};
use provider_mpandco::model::WalletPaymentId;
use provider_mpandco::{Credentials, Mpandco, SandboxTools};
use secrecy::SecretString;

use crate::ask;
use crate::call::Connection;
use crate::exit::{Ending, Failure};
use crate::record::Tape;
use crate::resolve::{Lost, tell};

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Create a payment: by button, or billed to a recipient
    CreatePayment(Box<create_payment::Arguments>),
    /// Create one payment of several transactions: a JSON document on standard input, with
    /// return_url, cancel_url, perhaps recipient, and transactions
    CreateTransactions,
    /// Confirm a payment that its payer approved: this moves the money
    ConfirmPayment(confirm_payment::Arguments),
    /// Complete an order on a callback: fetch its payment, compare, and confirm it if approved
    SettlePayment(settle_payment::Arguments),
    /// Fetch a payment
    GetPayment {
        /// Its id
        id: String,
    },
    /// Fetch a payment with everything that the service knows of it
    GetIntent {
        /// Its id
        id: String,
    },
    /// Search the payments of a merchant reference
    FindPayment {
        /// The reference
        reference: String,
    },
    /// Resolve a create-payment whose outcome is unknown
    ResolvePayment {
        /// The reference
        reference: String,
        #[command(flatten)]
        lost: Lost,
    },
    /// Resolve a confirm-payment whose outcome is unknown
    ResolveConfirmation {
        /// The id of the payment
        id: String,
        #[command(flatten)]
        lost: Lost,
    },
    /// Resolve a void-payment whose outcome is unknown
    ResolveVoid {
        /// The id of the payment
        id: String,
        #[command(flatten)]
        lost: Lost,
    },
    /// List payments, newest first
    ListPayments {
        /// How many at the most
        #[arg(long, default_value_t = 20)]
        limit: usize,
    },
    /// Take a paid payment back
    VoidPayment {
        /// Its id
        id: String,
    },
    /// List the payments of the wallet
    ListWalletPayments {
        /// The page after this token
        #[arg(long)]
        page: Option<String>,
    },
    /// Fetch a payment of the wallet, such as the one that a receipt names
    GetWalletPayment {
        /// Its id
        id: String,
    },
    /// Find out whether the service accepts the keys
    CheckCredentials,
    /// Approve a sale as its payer would, in the sandbox only. The sandbox's token comes from
    /// MPANDCO_SANDBOX_TOKEN, or is asked for
    AuthorizeIntent {
        /// The id of the payment
        id: String,
    },
    /// Fetch new codes to open accounts in the sandbox with, by the token of authorize-intent
    AffiliationCodes,
    /// Send money to one bank account
    SendPayout(payouts::Row),
    /// Send money to the bank accounts of a CSV file
    SendPayouts(payouts::Batch),
    /// Resolve a send-payout whose outcome is unknown
    ResolvePayout {
        /// The reference
        reference: String,
        #[command(flatten)]
        lost: Lost,
    },
}

pub(crate) async fn run(
    connection: &Connection,
    tape: Option<&mut Tape>,
    command: Command,
) -> Result<Ending, Failure> {
    let mpandco = client(connection, tape)?;
    let output = connection.output;
    match command {
        Command::CreatePayment(arguments) => {
            output.print(&mpandco.create_payment(&arguments.request()?).await?)?;
        }
        Command::CreateTransactions => {
            let requests = create_transactions::requests()?;
            output.print(&mpandco.create_transactions(&requests).await?)?;
        }
        Command::ConfirmPayment(arguments) => {
            let confirmation = arguments.confirmation(&mpandco).await?;
            output.print(&mpandco.confirm_payment(&confirmation).await?)?;
        }
        Command::SettlePayment(arguments) => {
            let (expected, callback) = (arguments.expected()?, arguments.callback()?);
            output.print(&mpandco.settle(&expected, callback).await?)?;
        }
        Command::GetPayment { id } => {
            output.print(&mpandco.get_payment(&PaymentId::new(id)).await?)?;
        }
        Command::GetIntent { id } => {
            output.print(&mpandco.get_intent(&PaymentId::new(id)).await?)?;
        }
        Command::FindPayment { reference } => {
            let reference = MerchantReference::new(reference);
            output.print(&mpandco.find_payment(&reference).await?)?;
        }
        Command::ResolvePayment { reference, lost } => {
            let reference = MerchantReference::new(reference);
            let resolution = mpandco.resolve_payment(&reference, lost.attempted_at());
            return tell(resolution.await, output);
        }
        Command::ResolveConfirmation { id, lost } => {
            let id = PaymentId::new(id);
            let resolution = mpandco.resolve_confirmation(&id, lost.attempted_at());
            return tell(resolution.await, output);
        }
        Command::ResolveVoid { id, lost } => {
            let id = PaymentId::new(id);
            let resolution = mpandco.resolve_void(&id, lost.attempted_at());
            return tell(resolution.await, output);
        }
        Command::ListPayments { limit } => {
            let newest = mpandco.payments().take(limit);
            let payments: Page<Payment> = newest.try_collect().await?;
            output.print(&payments)?;
        }
        Command::VoidPayment { id } => {
            output.print(&mpandco.void_payment(&PaymentId::new(id)).await?)?;
        }
        Command::ListWalletPayments { page } => {
            let page = page.map_or_else(PageRequest::first, |token| {
                PageRequest::after(PageToken::new(token))
            });
            output.print(&mpandco.list_wallet_payments(&page).await?)?;
        }
        Command::GetWalletPayment { id } => {
            let id = WalletPaymentId::new(id);
            output.print(&mpandco.get_wallet_payment(&id).await?)?;
        }
        Command::CheckCredentials => {
            mpandco.check_credentials().await?;
            output.print(&"the service accepts the keys")?;
        }
        Command::AuthorizeIntent { id } => {
            let tools = sandbox_tools(&mpandco)?;
            let id = PaymentId::new(id);
            output.print(&tools.authorize_intent(&sandbox_token()?, &id).await?)?;
        }
        Command::AffiliationCodes => {
            let tools = sandbox_tools(&mpandco)?;
            let codes = tools.affiliation_codes(&sandbox_token()?).await?;
            let (regular, commercial) = (codes.regular, codes.commercial);
            output.print(&serde_json::json!({"regular": regular, "commercial": commercial}))?;
        }
        Command::SendPayout(row) => {
            output.print(&payouts(&mpandco)?.send_payout(&row.request()).await?)?;
        }
        Command::SendPayouts(batch) => return batch.send(payouts(&mpandco)?, output).await,
        Command::ResolvePayout { reference, lost } => {
            let reference = MerchantReference::new(reference);
            let payouts = payouts(&mpandco)?;
            let resolution = payouts.resolve_payout(&reference, lost.attempted_at());
            return tell(resolution.await, output);
        }
    }
    Ok(Ending::Done)
}

fn sandbox_tools(mpandco: &Mpandco) -> Result<SandboxTools<'_>, Failure> {
    let none = || Failure::usage("only the sandbox has this");
    mpandco.sandbox_tools().ok_or_else(none)
}

fn sandbox_token() -> Result<SecretString, Failure> {
    ask::secret("MPANDCO_SANDBOX_TOKEN", "sandbox token").map(SecretString::from)
}

fn payouts(provider: &dyn PaymentProvider) -> Result<&dyn PayoutProvider, Failure> {
    let none = || Error::unsupported(provider.name(), Operation::SEND_PAYOUT);
    Ok(provider.payouts().ok_or_else(none)?)
}

fn client(connection: &Connection, tape: Option<&mut Tape>) -> Result<Mpandco, Failure> {
    let client_id = ask::secret("MPANDCO_CLIENT_ID", "client_id")?;
    let client_secret = ask::secret("MPANDCO_CLIENT_SECRET", "client_secret")?;
    let config = tape.map(|tape| {
        let keys = [
            ("client_id", &*client_id),
            ("client_secret", &*client_secret),
        ];
        tape.client(&keys)
    });
    let credentials = Credentials::new(client_id, client_secret);
    let mut builder = if connection.production {
        Mpandco::production(credentials)
    } else {
        Mpandco::sandbox(credentials)
    };
    if let Some(base_url) = &connection.base_url {
        builder = builder.with_base_url(base_url);
    }
    if let Some(config) = config {
        builder = builder.with_client(config);
    }
    Ok(builder.build()?)
}

//! `payments mpandco`: one command per operation of mPandco.

mod confirm_payment;
mod create_payment;
mod create_transactions;
mod payouts;
mod settle_payment;

use clap::Subcommand;
use futures_util::TryStreamExt;
use payments_core::{
    Environment, Error, MerchantReference, Operation, Page, PageRequest, PageToken, Payment,
    PaymentId, PaymentProvider, PaymentProviderExt, PayoutProvider, PayoutProviderExt,
    RefundRequest,
};
use payments_kit::http::ClientConfig;
use provider_mpandco::model::WalletPaymentId;
use provider_mpandco::{Credentials, Mpandco, SandboxTools};
use secrecy::SecretString;

use crate::exit::{Ending, Failure};
use crate::input;
use crate::output::{counted, searching};
use crate::resolve::{self, Lost};
use crate::session::{Finder, Session};
use crate::tape::Tape;
use crate::view::{self, View};

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Create a payment: by button, or billed to a recipient
    CreatePayment(Box<create_payment::Arguments>),
    /// Create one payment of several transactions from a JSON document
    #[command(after_help = create_transactions::HELP)]
    CreateTransactions(create_transactions::Arguments),
    /// Confirm a payment that its payer approved: this moves the money
    ConfirmPayment(confirm_payment::Arguments),
    /// Complete an order: fetch its payment, compare it with the order, and confirm it if it is
    /// approved
    ///
    /// With --returned or --called, the callback is compared with the order too; without one, the
    /// payer closed the browser, or the callback was lost. Exits with 0 only if the order is paid,
    /// by this call or before. Exits with 7 if it is not paid, and with 3 if the callback is not
    /// about the order.
    SettlePayment(settle_payment::Arguments),
    /// Fetch a payment
    GetPayment {
        /// The id of the payment
        id: String,
    },
    /// Fetch a payment with everything that mPandco knows of it
    ///
    /// --show-personal prints the names of the payer's accounts, for `confirm-payment --account`.
    GetIntent {
        /// The id of the payment
        id: String,
    },
    /// Search payments by your reference
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
        /// The most to print
        #[arg(long, default_value_t = 20)]
        limit: usize,
    },
    /// Void a paid payment: its money goes back to the payer
    VoidPayment {
        /// The id of the payment
        id: String,
    },
    /// Refund a paid payment in full, within 24 hours of its confirmation
    RefundPayment {
        /// The id of the payment, which is the reference of its refund too
        id: String,
    },
    /// Search the refund of a payment
    FindRefund {
        /// The id of the payment
        id: String,
    },
    /// Resolve a refund-payment whose outcome is unknown
    ResolveRefund {
        /// The id of the payment
        id: String,
        #[command(flatten)]
        lost: Lost,
    },
    /// List the payments of the wallet, one page at a time
    ListWalletPayments {
        /// The page after this token, which the page before printed
        #[arg(long, value_name = "TOKEN")]
        page: Option<String>,
    },
    /// Fetch a payment of the wallet, such as the one that a receipt names
    GetWalletPayment {
        /// The id of the wallet payment
        id: String,
    },
    /// Check whether mPandco accepts the credentials
    CheckCredentials,
    /// Approve a payment by button as its payer would, in the sandbox only
    ///
    /// The token of the sandbox comes from MPANDCO_SANDBOX_TOKEN, or from a prompt.
    AuthorizeIntent {
        /// The id of the payment
        id: String,
    },
    /// Fetch new codes to open sandbox accounts with
    ///
    /// The token of the sandbox comes from MPANDCO_SANDBOX_TOKEN, or from a prompt.
    AffiliationCodes,
    /// Register a payout to one bank account
    SendPayout(payouts::Payout),
    /// Register the payouts of a CSV file
    #[command(after_help = payouts::HELP)]
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
    session: &Session,
    tape: Option<&mut Tape>,
    command: Command,
) -> Result<Ending, Failure> {
    let mpandco = client(session, tape)?;
    let (output, privacy) = (session.output, session.privacy);
    let payment = |payment: &Payment| view::Payment::of(payment, privacy);
    match command {
        Command::CreatePayment(arguments) => {
            let request = arguments.request()?;
            session.confirm("create-payment")?;
            let finder = Finder::resolve("resolve-payment", request.reference());
            let created = session.create_payment(&finder, mpandco, &request);
            output.print_done(&View::Payment(payment(&created.await?)))
        }
        Command::CreateTransactions(arguments) => {
            let requests = arguments.requests()?;
            session.confirm("create-transactions")?;
            let first = requests
                .first()
                .map(|request| request.reference().to_string());
            let finder = Finder::resolve("resolve-payment", first.unwrap_or_default());
            let created = create_transactions::create(session, &finder, mpandco, requests);
            output.print_done(&created.await?)
        }
        Command::ConfirmPayment(arguments) => {
            let finder = Finder::resolve("resolve-confirmation", arguments.id());
            session.confirm("confirm-payment")?;
            let confirmation = arguments.confirmation(&mpandco).await?;
            let confirmed = session.confirm_payment(&finder, mpandco, &confirmation);
            output.print_done(&View::Payment(payment(&confirmed.await?)))
        }
        Command::SettlePayment(arguments) => arguments.settle(session, mpandco).await,
        Command::GetPayment { id } => {
            let found = mpandco.get_payment(&PaymentId::new(id)).await?;
            output.print(&View::Payment(payment(&found)))
        }
        Command::GetIntent { id } => {
            let found = mpandco.get_intent(&PaymentId::new(id)).await?;
            output.print(&View::Intent(view::Intent::of(&found, privacy)))
        }
        Command::FindPayment { reference } => {
            let reference = MerchantReference::new(reference);
            let found = searching(mpandco.find_payment(&reference)).await?;
            output.print(&View::PaymentLookup(view::Lookup::of(&found, payment)))
        }
        Command::ResolvePayment { reference, lost } => {
            let reference = MerchantReference::new(reference);
            let begun = lost
                .begun(session, Operation::CREATE_PAYMENT, &reference)
                .await?;
            let resolution = mpandco.resolve_payment(&reference, begun);
            let resolution = view::Resolution::of(&searching(resolution).await, payment);
            resolve::print_payment(resolution, output)
        }
        Command::ResolveConfirmation { id, lost } => {
            let id = PaymentId::new(id);
            let begun = lost.begun(session, Operation::CONFIRM_PAYMENT, &id).await?;
            let resolution = mpandco.resolve_confirmation(&id, begun);
            let resolution = view::Resolution::of(&searching(resolution).await, payment);
            resolve::print_payment(resolution, output)
        }
        Command::ResolveVoid { id, lost } => {
            let id = PaymentId::new(id);
            let begun = lost.begun(session, Operation::VOID_PAYMENT, &id).await?;
            let resolution = mpandco.resolve_void(&id, begun);
            let resolution = view::Resolution::of(&searching(resolution).await, payment);
            resolve::print_payment(resolution, output)
        }
        Command::ListPayments { limit } => {
            let newest = counted(mpandco.payments(), limit, "payments");
            let newest: Page<Payment> = newest.try_collect().await?;
            output.print(&View::Payments(view::Page::of(&newest, payment)))
        }
        Command::VoidPayment { id } => {
            let id = PaymentId::new(id);
            session.confirm("void-payment")?;
            let finder = Finder::resolve("resolve-void", &id);
            let voided = session.void_payment(&finder, mpandco, &id).await?;
            output.print_done(&View::Payment(payment(&voided)))
        }
        Command::RefundPayment { id } => {
            session.confirm("refund-payment")?;
            let finder = Finder::resolve("resolve-refund", &id);
            let request = RefundRequest::full(id.as_str(), id.as_str());
            let refunded = session.refund_payment(&finder, mpandco, &request).await?;
            output.print_done(&View::Refund(view::Refund::of(&refunded)))
        }
        Command::FindRefund { id } => {
            let found = mpandco.find_refund(&MerchantReference::new(id)).await?;
            let found = view::Lookup::of(&found, view::Refund::of);
            output.print(&View::RefundLookup(found))
        }
        Command::ResolveRefund { id, lost } => {
            let reference = MerchantReference::new(id);
            let begun = lost
                .begun(session, Operation::REFUND_PAYMENT, &reference)
                .await?;
            let resolution = mpandco.resolve_refund(&reference, begun).await;
            let resolution = view::Resolution::of(&resolution, view::Refund::of);
            let is_known = resolution.is_known();
            resolve::print(&View::RefundResolution(resolution), is_known, output)
        }
        Command::ListWalletPayments { page } => {
            let page = mpandco.list_wallet_payments(&page_request(page)).await?;
            let page = view::Page::of(&page, |found| view::WalletPayment::of(found, privacy));
            output.print(&View::WalletPayments(page))
        }
        Command::GetWalletPayment { id } => {
            let found = mpandco
                .get_wallet_payment(&WalletPaymentId::new(id))
                .await?;
            let found = view::WalletPayment::of(&found, privacy);
            output.print(&View::WalletPayment(found))
        }
        Command::CheckCredentials => {
            mpandco.check_credentials().await?;
            output.print(&View::Credentials(view::Credentials { accepted: true }))
        }
        Command::AuthorizeIntent { id } => {
            let tools = sandbox_tools(&mpandco)?;
            let id = PaymentId::new(id);
            let payer = tools.authorize_intent(&sandbox_token()?, &id).await?;
            let payer = payer.to_string();
            output.print(&View::Approval(view::Approval { payer }))
        }
        Command::AffiliationCodes => {
            let tools = sandbox_tools(&mpandco)?;
            let codes = tools.affiliation_codes(&sandbox_token()?).await?;
            let (regular, commercial) = (codes.regular, codes.commercial);
            let codes = view::AffiliationCodes {
                regular,
                commercial,
            };
            output.print(&View::AffiliationCodes(codes))
        }
        Command::SendPayout(payout) => {
            let request = payout.request();
            session.confirm("send-payout")?;
            let finder = Finder::resolve("resolve-payout", request.reference());
            let sent = session.send_payout(&finder, mpandco, &request);
            output.print_done(&View::Payout(view::Payout::of(&sent.await?)))
        }
        Command::SendPayouts(batch) => {
            let file = batch.check(&validator(session)?).await?;
            session.confirm(&format!("send-payouts of {} rows", file.count()))?;
            batch.send(file, mpandco, session).await
        }
        Command::ResolvePayout { reference, lost } => {
            let reference = MerchantReference::new(reference);
            let payouts = payouts(&mpandco)?;
            let begun = lost
                .begun(session, Operation::SEND_PAYOUT, &reference)
                .await?;
            let resolution = payouts.resolve_payout(&reference, begun);
            let resolution = view::Resolution::of(&searching(resolution).await, view::Payout::of);
            let is_known = resolution.is_known();
            resolve::print(&View::PayoutResolution(resolution), is_known, output)
        }
    }
}

fn page_request(token: Option<String>) -> PageRequest {
    token.map_or_else(PageRequest::first, |token| {
        PageRequest::after(PageToken::new(token))
    })
}

fn sandbox_tools(mpandco: &Mpandco) -> Result<SandboxTools<'_>, Failure> {
    let none = || Failure::usage("only the sandbox has this");
    mpandco.sandbox_tools().ok_or_else(none)
}

fn sandbox_token() -> Result<SecretString, Failure> {
    input::secret("MPANDCO_SANDBOX_TOKEN", "sandbox token").map(SecretString::from)
}

fn payouts(provider: &dyn PaymentProvider) -> Result<&dyn PayoutProvider, Failure> {
    let none = || Error::unsupported(provider.name(), Operation::SEND_PAYOUT);
    Ok(provider.payouts().ok_or_else(none)?)
}

pub(crate) fn client(session: &Session, tape: Option<&mut Tape>) -> Result<Mpandco, Failure> {
    let client_id = input::secret("MPANDCO_CLIENT_ID", "client_id")?;
    let client_secret = input::secret("MPANDCO_CLIENT_SECRET", "client_secret")?;
    let config = tape.map(|tape| {
        let keys = [
            ("client_id", &*client_id),
            ("client_secret", &*client_secret),
        ];
        tape.client(&keys)
    });
    build(session, Credentials::new(client_id, client_secret), config)
}

/// Returns a client that validates requests and sends none of them.
fn validator(session: &Session) -> Result<Mpandco, Failure> {
    let config = payouts::validation_only();
    build(session, Credentials::new("none", "none"), Some(config))
}

fn build(
    session: &Session,
    credentials: Credentials,
    config: Option<ClientConfig>,
) -> Result<Mpandco, Failure> {
    let mut builder = match session.environment {
        Environment::Production => Mpandco::production(credentials),
        _ => Mpandco::sandbox(credentials),
    };
    if let Some(base_url) = &session.base_url {
        builder = builder.with_base_url(base_url);
    }
    if let Some(config) = config {
        builder = builder.with_client(config);
    }
    Ok(builder.build()?)
}

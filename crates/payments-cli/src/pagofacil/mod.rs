//! `payments pagofacil`: one command per operation of PagoFácil.

mod card;
mod cash;
mod create_payment;
mod document;
mod field;
mod register_subscription;
mod search_transactions;
mod stored_card;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use futures_util::TryStreamExt;
use payments_core::{
    Charge, Environment, MerchantReference, Operation, Page, PaymentId, PaymentProvider,
    PaymentProviderExt, RecurringProvider, RecurringProviderExt, SubscriptionId,
};
use provider_pagofacil::{Encoding, Hosts, PagoFacil, ProductionKeys, SandboxKeys};

use crate::exit::{Ending, Failure};
use crate::input;
use crate::output::{Output, counted, searching};
use crate::profile::variable;
use crate::resolve::{self, Lost};
use crate::session::{Finder, Session};
use crate::tape::Tape;
use crate::view::{self, View};

/// The endpoint of the service, and the encoding of requests.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Provider options")]
pub(crate) struct ChannelArguments {
    /// How requests are encoded, and to which endpoint they go. With query-json and query-xml, the
    /// URL contains the card number
    #[arg(long, global = true, value_parser = encodings())]
    encoding: Option<Encoding>,
    /// Accept that query-json and query-xml put card numbers into URLs, in production too
    #[arg(long, global = true)]
    accept_card_numbers_in_urls: bool,
    /// The hosts of the service, by the documents that name them. Its support says which serve your
    /// account
    #[arg(long, global = true, value_parser = hosts(), default_value = Hosts::default().name())]
    hosts: Hosts,
}

impl ChannelArguments {
    /// Returns the arguments that repeat the options.
    pub(crate) fn arguments(&self) -> Vec<String> {
        let mut arguments = Vec::new();
        if let Some(encoding) = self.encoding {
            arguments.extend(["--encoding".to_owned(), encoding.name().to_owned()]);
        }
        if self.accept_card_numbers_in_urls {
            arguments.push("--accept-card-numbers-in-urls".to_owned());
        }
        if self.hosts != Hosts::default() {
            arguments.extend(["--hosts".to_owned(), self.hosts.name().to_owned()]);
        }
        arguments
    }

    /// The hosts of the service.
    pub(crate) fn hosts(&self) -> Hosts {
        self.hosts
    }
}

/// Parses an encoding by its name.
fn encodings() -> impl TypedValueParser<Value = Encoding> {
    PossibleValuesParser::new(Encoding::ALL.map(Encoding::name)).map(|name| {
        let mut all = Encoding::ALL.into_iter();
        // The parser accepts no other name.
        all.find(|encoding| encoding.name() == name)
            .unwrap_or_default()
    })
}

/// Parses hosts by their name.
fn hosts() -> impl TypedValueParser<Value = Hosts> {
    PossibleValuesParser::new(Hosts::ALL.map(Hosts::name)).map(|name| {
        let mut all = Hosts::ALL.into_iter();
        // The parser accepts no other name.
        all.find(|hosts| hosts.name() == name).unwrap_or_default()
    })
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Charge a card once
    #[command(after_help = create_payment::help())]
    CreatePayment(document::Source),
    /// Open a cash order, which the buyer pays at a store with a voucher
    ///
    /// Needs PAGOFACIL_CASH_ORDERS=true and PAGOFACIL_API_SECRET.
    #[command(after_help = cash::help())]
    CreateCashOrder(document::Source),
    /// Fetch a cash order, or a card charge from the reports
    ///
    /// Needs PAGOFACIL_CASH_ORDERS=true and PAGOFACIL_API_SECRET. An order is paid only where the
    /// service shows the number of its webhooks, 4; in any other form it is pending.
    GetPayment {
        /// The id of the payment
        id: String,
    },
    /// Store a card, charge it once with its token, and delete it
    ///
    /// Unverified: no document shows a response of these calls. Needs PAGOFACIL_CIPHER_KEY, the 16
    /// bytes that the service's support sends. No token is printed.
    #[command(after_help = stored_card::help())]
    TryStoredCard(document::Source),
    /// List the stores that take cash orders
    ListStores,
    /// Search the one-time charges, and with PAGOFACIL_CASH_ORDERS=true the cash orders, by your
    /// reference
    FindPayment {
        /// The reference of the order
        reference: String,
    },
    /// Resolve a create-payment or a create-cash-order whose outcome is unknown
    ResolvePayment {
        /// The reference of the order
        reference: String,
        #[command(flatten)]
        lost: Lost,
    },
    /// Search the transactions of the account, one page at a time
    ///
    /// Needs PAGOFACIL_API_SECRET. --show-personal prints the cardholders and your own param1 to
    /// param5.
    SearchTransactions(search_transactions::Arguments),
    /// Register a subscription: a card that is charged every month
    #[command(after_help = register_subscription::help())]
    RegisterSubscription(document::Source),
    /// Fetch a subscription
    GetSubscription {
        /// The id of the subscription, such as T-RAPFE1S1I368
        id: String,
    },
    /// Search subscriptions by the contract number
    FindSubscription {
        /// The contract number
        reference: String,
    },
    /// Resolve a register-subscription whose outcome is unknown
    ResolveSubscription {
        /// The contract number
        reference: String,
        #[command(flatten)]
        lost: Lost,
    },
    /// Resolve a cancel-subscription whose outcome is unknown
    ResolveCancellation {
        /// The id of the subscription
        id: String,
        #[command(flatten)]
        lost: Lost,
    },
    /// Cancel a subscription: no charge follows
    ///
    /// Needs PAGOFACIL_API_SECRET.
    CancelSubscription {
        /// The id of the subscription
        id: String,
    },
    /// List the charges of a subscription, newest first
    ListCharges {
        /// The id of the subscription
        id: String,
        /// The most to print
        #[arg(long, default_value_t = 20)]
        limit: usize,
    },
}

pub(crate) async fn run(
    session: &Session,
    channel: &ChannelArguments,
    tape: Option<&mut Tape>,
    command: Command,
) -> Result<Ending, Failure> {
    let pagofacil = client(session, channel, tape)?;
    let (output, privacy) = (session.output, session.privacy);
    let payment = |payment: &_| view::Payment::of(payment, privacy);
    match command {
        Command::CreatePayment(source) => {
            create_payment::run(session, pagofacil, source.file()).await
        }
        Command::CreateCashOrder(source) => cash::create(session, pagofacil, source.file()).await,
        Command::TryStoredCard(source) => stored_card::run(session, pagofacil, source.file()).await,
        Command::GetPayment { id } => {
            let found = pagofacil.get_payment(&PaymentId::new(id)).await?;
            output.print(&View::Payment(payment(&found)))
        }
        Command::ListStores => {
            let stores = pagofacil.list_stores().await?;
            let stores = stores.iter().map(view::Store::of).collect();
            output.print(&View::Stores(view::Page::list(stores)))
        }
        Command::FindPayment { reference } => {
            let reference = MerchantReference::new(reference);
            let found = searching(pagofacil.find_payment(&reference)).await?;
            output.print(&View::PaymentLookup(view::Lookup::of(&found, payment)))
        }
        Command::ResolvePayment { reference, lost } => {
            let reference = MerchantReference::new(reference);
            let begun = lost
                .begun(session, Operation::CREATE_PAYMENT, &reference)
                .await?;
            let resolution = pagofacil.resolve_payment(&reference, begun);
            let resolution = view::Resolution::of(&searching(resolution).await, payment);
            resolve::print_payment(resolution, output)
        }
        Command::SearchTransactions(arguments) => {
            let (filter, page) = arguments.search()?;
            let page = pagofacil.search_transactions(&filter, &page).await?;
            let page = view::Page::of(&page, |found| view::Transaction::of(found, privacy));
            output.print(&View::Transactions(page))
        }
        Command::RegisterSubscription(source) => {
            register_subscription::run(session, pagofacil, source.file()).await
        }
        Command::GetSubscription { id } => {
            let found = pagofacil.get_subscription(&SubscriptionId::new(id)).await?;
            output.print(&View::Subscription(view::Subscription::of(&found)))
        }
        Command::FindSubscription { reference } => {
            let reference = MerchantReference::new(reference);
            let found = searching(pagofacil.find_subscription(&reference)).await?;
            let found = view::Lookup::of(&found, view::Subscription::of);
            output.print(&View::SubscriptionLookup(found))
        }
        Command::ResolveSubscription { reference, lost } => {
            let reference = MerchantReference::new(reference);
            let begun = lost
                .begun(session, Operation::REGISTER_SUBSCRIPTION, &reference)
                .await?;
            let resolution = pagofacil.resolve_subscription(&reference, begun);
            print_resolution(&searching(resolution).await, output)
        }
        Command::ResolveCancellation { id, lost } => {
            let id = SubscriptionId::new(id);
            let begun = lost
                .begun(session, Operation::CANCEL_SUBSCRIPTION, &id)
                .await?;
            let resolution = pagofacil.resolve_cancellation(&id, begun);
            print_resolution(&searching(resolution).await, output)
        }
        Command::CancelSubscription { id } => {
            let id = SubscriptionId::new(id);
            session.confirm("cancel-subscription")?;
            let finder = Finder::resolve("resolve-cancellation", &id);
            let cancelled = session.cancel_subscription(&finder, pagofacil, &id);
            let cancelled = view::Subscription::of(&cancelled.await?);
            output.print_done(&View::Subscription(cancelled))
        }
        Command::ListCharges { id, limit } => {
            let id = SubscriptionId::new(id);
            let newest = counted(pagofacil.charges(&id), limit, "charges");
            let newest: Page<Charge> = newest.try_collect().await?;
            output.print(&View::Charges(view::Page::of(&newest, view::Charge::of)))
        }
    }
}

fn print_resolution(
    resolution: &payments_core::Resolution<payments_core::Subscription>,
    output: Output,
) -> Result<Ending, Failure> {
    let resolution = view::Resolution::of(resolution, view::Subscription::of);
    let is_known = resolution.is_known();
    resolve::print(&View::SubscriptionResolution(resolution), is_known, output)
}

pub(crate) fn client(
    session: &Session,
    channel: &ChannelArguments,
    tape: Option<&mut Tape>,
) -> Result<PagoFacil, Failure> {
    let branch_id = input::secret("PAGOFACIL_BRANCH_ID", "idSucursal")?;
    let user_id = input::secret("PAGOFACIL_USER_ID", "idUsuario")?;
    // Only reports and cancellation need it; the provider says so where it is missing.
    let api_secret = variable("PAGOFACIL_API_SECRET");
    let cipher_key = variable("PAGOFACIL_CIPHER_KEY");
    let config = tape.map(|tape| {
        let mut keys = vec![("idSucursal", &*branch_id), ("idUsuario", &*user_id)];
        keys.extend(api_secret.as_deref().map(|secret| ("apiSecret", secret)));
        keys.extend(cipher_key.as_deref().map(|key| ("cipherKey", key)));
        tape.client(&keys)
    });
    let mut builder = if session.environment == Environment::Production {
        let keys = ProductionKeys::new(branch_id, user_id);
        PagoFacil::production(match api_secret {
            Some(secret) => keys.with_api_secret(secret),
            None => keys,
        })
    } else {
        let keys = SandboxKeys::new(branch_id, user_id);
        PagoFacil::sandbox(match api_secret {
            Some(secret) => keys.with_api_secret(secret),
            None => keys,
        })
    };
    builder = builder
        .with_encoding(channel.encoding.unwrap_or_default())
        .with_hosts(channel.hosts);
    if variable("PAGOFACIL_CASH_ORDERS").as_deref() == Some("true") {
        builder = builder.with_cash_orders();
    }
    if let Some(key) = cipher_key {
        builder = builder.with_card_tokens(key);
    }
    if channel.accept_card_numbers_in_urls {
        builder = builder.with_card_numbers_in_urls_accepted();
    }
    if let Some(base_url) = &session.base_url {
        builder = builder.with_base_url(base_url);
    }
    if let Some(config) = config {
        builder = builder.with_client(config);
    }
    Ok(builder.build()?)
}

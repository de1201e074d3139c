//! `payments pagofacil`: one command per operation of PagoFácil.

mod card;
mod create_payment;
mod document;
mod register_subscription;
mod search_transactions;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use futures_util::{StreamExt, TryStreamExt};
use payments_core::{
    Charge, MerchantReference, Page, PaymentProvider, PaymentProviderExt, RecurringProvider,
    RecurringProviderExt, SubscriptionId,
};
use provider_pagofacil::{Encoding, PagoFacil, ProductionKeys, SandboxKeys};

use crate::ask;
use crate::call::Connection;
use crate::exit::{Ending, Failure};
use crate::record::Tape;
use crate::resolve::{Lost, tell};

/// Which endpoint is called, and how.
#[derive(Args, Clone, Debug)]
pub(crate) struct ChannelArguments {
    /// How requests are written, and to which endpoint. With query-json and query-xml, the URL
    /// holds the card number
    #[arg(long, global = true, value_parser = encodings(), default_value_t)]
    encoding: Encoding,
    /// Accept that query-json and query-xml put card numbers into URLs, in production too
    #[arg(long, global = true)]
    accept_card_numbers_in_urls: bool,
}

/// The encodings by their names.
fn encodings() -> impl TypedValueParser<Value = Encoding> {
    PossibleValuesParser::new(Encoding::ALL.map(Encoding::name)).map(|name| {
        let mut all = Encoding::ALL.into_iter();
        // The parser lets no other name through.
        all.find(|encoding| encoding.name() == name)
            .unwrap_or_default()
    })
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Charge a card once: read as a JSON document from standard input, or asked for field by field
    /// on a terminal
    CreatePayment,
    /// Search the one-time charges of an order
    FindPayment {
        /// The order's reference
        reference: String,
    },
    /// Resolve a create-payment whose outcome is unknown
    ResolvePayment {
        /// The order's reference
        reference: String,
        #[command(flatten)]
        lost: Lost,
    },
    /// Search the transactions of the account
    SearchTransactions(search_transactions::Arguments),
    /// Register a subscription: read as a JSON document from standard input, or asked for field by
    /// field on a terminal
    RegisterSubscription,
    /// Fetch a subscription
    GetSubscription {
        /// Its id, such as T-RAPFE1S1I368
        id: String,
    },
    /// Search the subscriptions of a contract number
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
    CancelSubscription {
        /// Its id
        id: String,
    },
    /// List the charges of a subscription, newest first
    ListCharges {
        /// Its id
        id: String,
        /// How many at the most
        #[arg(long, default_value_t = 20)]
        limit: usize,
    },
}

pub(crate) async fn run(
    connection: &Connection,
    channel: &ChannelArguments,
    tape: Option<&mut Tape>,
    command: Command,
) -> Result<Ending, Failure> {
    let pagofacil = client(connection, channel, tape)?;
    let output = connection.output;
    match command {
        Command::CreatePayment => {
            let (request, options) = create_payment::request()?;
            output.print(&pagofacil.charge_card(&request, &options).await?)?;
        }
        Command::FindPayment { reference } => {
            let reference = MerchantReference::new(reference);
            output.print(&pagofacil.find_payment(&reference).await?)?;
        }
        Command::ResolvePayment { reference, lost } => {
            let reference = MerchantReference::new(reference);
            let resolution = pagofacil.resolve_payment(&reference, lost.attempted_at());
            return tell(resolution.await, output);
        }
        Command::SearchTransactions(arguments) => {
            let (filter, page) = arguments.search()?;
            output.print(&pagofacil.search_transactions(&filter, &page).await?)?;
        }
        Command::RegisterSubscription => {
            let request = register_subscription::request()?;
            output.print(&pagofacil.register_subscription(&request).await?)?;
        }
        Command::GetSubscription { id } => {
            let id = SubscriptionId::new(id);
            output.print(&pagofacil.get_subscription(&id).await?)?;
        }
        Command::FindSubscription { reference } => {
            let reference = MerchantReference::new(reference);
            output.print(&pagofacil.find_subscription(&reference).await?)?;
        }
        Command::ResolveSubscription { reference, lost } => {
            let reference = MerchantReference::new(reference);
            let resolution = pagofacil.resolve_subscription(&reference, lost.attempted_at());
            return tell(resolution.await, output);
        }
        Command::ResolveCancellation { id, lost } => {
            let id = SubscriptionId::new(id);
            let resolution = pagofacil.resolve_cancellation(&id, lost.attempted_at());
            return tell(resolution.await, output);
        }
        Command::CancelSubscription { id } => {
            let id = SubscriptionId::new(id);
            output.print(&pagofacil.cancel_subscription(&id).await?)?;
        }
        Command::ListCharges { id, limit } => {
            let id = SubscriptionId::new(id);
            let charges: Page<Charge> = pagofacil.charges(&id).take(limit).try_collect().await?;
            output.print(&charges)?;
        }
    }
    Ok(Ending::Done)
}

fn client(
    connection: &Connection,
    channel: &ChannelArguments,
    tape: Option<&mut Tape>,
) -> Result<PagoFacil, Failure> {
    let branch_id = ask::secret("PAGOFACIL_BRANCH_ID", "idSucursal")?;
    let user_id = ask::secret("PAGOFACIL_USER_ID", "idUsuario")?;
    // Only reports and cancellation need it; the provider says so where it is missing.
    let api_secret = std::env::var("PAGOFACIL_API_SECRET").ok();
    let config = tape.map(|tape| {
        let mut keys = vec![("idSucursal", &*branch_id), ("idUsuario", &*user_id)];
        keys.extend(api_secret.as_deref().map(|secret| ("apiSecret", secret)));
        tape.client(&keys)
    });
    let mut builder = if connection.production {
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
    builder = builder.with_encoding(channel.encoding);
    if channel.accept_card_numbers_in_urls {
        builder = builder.with_card_numbers_in_urls_accepted();
    }
    if let Some(base_url) = &connection.base_url {
        builder = builder.with_base_url(base_url);
    }
    if let Some(config) = config {
        builder = builder.with_client(config);
    }
    Ok(builder.build()?)
}

//! A call to a provider: which one, where to, and what it is asked.

use clap::{Args, Subcommand};
use payments_core::Environment;
use provider_pagofacil::Hosts;

use crate::exit::{Ending, Failure};
use crate::output::Output;
use crate::record::Tape;
use crate::{mpandco, pagofacil};

/// Where a command goes, and how it prints.
#[derive(Args, Clone, Debug)]
pub(crate) struct Connection {
    /// Call production: real money. Without it, the provider's tests environment is called
    #[arg(long, global = true)]
    pub(crate) production: bool,
    /// Call this base URL instead, such as one of `payments sandbox`
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) base_url: Option<String>,
    /// How to print results
    #[arg(long, global = true, value_enum, default_value_t)]
    pub(crate) output: Output,
}

#[derive(Subcommand)]
pub(crate) enum Call {
    /// mPandco, a Venezuelan wallet. Its keys come from MPANDCO_CLIENT_ID and
    /// MPANDCO_CLIENT_SECRET, or are asked for
    Mpandco {
        #[command(flatten)]
        connection: Connection,
        #[command(subcommand)]
        command: Box<mpandco::Command>,
    },
    /// PagoFácil.net, Mexican cards. Its keys come from PAGOFACIL_BRANCH_ID and PAGOFACIL_USER_ID,
    /// or are asked for; reports and cancellation need PAGOFACIL_API_SECRET too
    Pagofacil {
        #[command(flatten)]
        connection: Connection,
        #[command(flatten)]
        channel: pagofacil::ChannelArguments,
        #[command(subcommand)]
        command: pagofacil::Command,
    },
}

impl Call {
    pub(crate) fn connection(&self) -> &Connection {
        match self {
            Self::Mpandco { connection, .. } | Self::Pagofacil { connection, .. } => connection,
        }
    }

    /// What the fixtures of the provider are called by.
    pub(crate) fn provider(&self) -> &'static str {
        match self {
            Self::Mpandco { .. } => provider_mpandco::NAME.as_str(),
            Self::Pagofacil { .. } => provider_pagofacil::NAME.as_str(),
        }
    }

    /// Below which URL of the tests environment the call is, if not at the root of a host.
    pub(crate) fn base_url(&self) -> Option<String> {
        let own = match self {
            Self::Mpandco { .. } => None,
            Self::Pagofacil { .. } => Some(Hosts::default().base_url(Environment::Sandbox)),
        };
        let asked = self.connection().base_url.clone();
        asked.or_else(|| own.map(str::to_owned))
    }

    /// Makes the call, over the tape if there is one.
    pub(crate) async fn run(self, tape: Option<&mut Tape>) -> Result<Ending, Failure> {
        match self {
            Self::Mpandco {
                connection,
                command,
            } => mpandco::run(&connection, tape, *command).await,
            Self::Pagofacil {
                connection,
                channel,
                command,
            } => pagofacil::run(&connection, &channel, tape, command).await,
        }
    }
}

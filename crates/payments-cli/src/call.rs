//! A call to a provider.

use clap::Subcommand;
use payments_core::Environment;

use crate::exit::{Ending, Failure};
use crate::session::{Connection, GlobalOptions, JournalOption, Session};
use crate::tape::Tape;
use crate::{mpandco, pagofacil};

#[derive(Subcommand)]
pub(crate) enum Call {
    /// Call mPandco, a wallet in Venezuela
    ///
    /// The credentials come from MPANDCO_CLIENT_ID and MPANDCO_CLIENT_SECRET, or from a prompt.
    Mpandco {
        #[command(flatten)]
        connection: Connection,
        #[command(flatten)]
        journal: JournalOption,
        #[command(subcommand)]
        command: Box<mpandco::Command>,
    },
    /// Call PagoFácil.net, card and cash payments in Mexico
    ///
    /// The credentials come from PAGOFACIL_BRANCH_ID and PAGOFACIL_USER_ID, or from a prompt.
    /// Reports, cancellation and cash orders need PAGOFACIL_API_SECRET too. With
    /// PAGOFACIL_CASH_ORDERS=true, cash orders are taken, searched and resolved.
    Pagofacil {
        #[command(flatten)]
        connection: Connection,
        #[command(flatten)]
        journal: JournalOption,
        #[command(flatten)]
        channel: pagofacil::ChannelArguments,
        #[command(subcommand)]
        command: pagofacil::Command,
    },
}

impl Call {
    /// Returns the name of the provider in fixtures.
    pub(crate) fn provider(&self) -> &'static str {
        match self {
            Self::Mpandco { .. } => provider_mpandco::NAME.as_str(),
            Self::Pagofacil { .. } => provider_pagofacil::NAME.as_str(),
        }
    }

    /// Puts together what the options of the call mean.
    pub(crate) fn session(&self, global: &GlobalOptions) -> Result<Session, Failure> {
        match self {
            Self::Mpandco {
                connection,
                journal,
                ..
            } => Session::new(global, connection, journal, self.provider()),
            Self::Pagofacil {
                connection,
                journal,
                channel,
                ..
            } => {
                let mut session = Session::new(global, connection, journal, self.provider())?;
                session.repeat_with(channel.arguments());
                Ok(session)
            }
        }
    }

    /// Returns the URL of the test environment that the call goes to, if it is not the root of
    /// the provider's host.
    pub(crate) fn base_url(&self, session: &Session) -> Option<String> {
        let own = match self {
            Self::Mpandco { .. } => None,
            Self::Pagofacil { channel, .. } => Some(channel.hosts().base_url(Environment::Sandbox)),
        };
        session.base_url.clone().or_else(|| own.map(str::to_owned))
    }

    /// Makes the call, and records it on the tape if there is one.
    pub(crate) async fn run(
        self,
        session: &Session,
        tape: Option<&mut Tape>,
    ) -> Result<Ending, Failure> {
        match self {
            Self::Mpandco { command, .. } => mpandco::run(session, tape, *command).await,
            Self::Pagofacil {
                channel, command, ..
            } => pagofacil::run(session, &channel, tape, command).await,
        }
    }
}

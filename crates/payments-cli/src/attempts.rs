//! `payments journal`: lists, reconciles and closes the attempts in the journal.

use async_trait::async_trait;
use clap::{Args, Subcommand};
use payments_core::PaymentProvider;
use payments_journal::store::{AttemptId, AttemptRecord, Filter};
use payments_journal::verdict::HandlerError;
use payments_journal::{Delivery, Journal, Verdict, VerdictHandler};

use crate::exit::{Ending, Failure};
use crate::journal::open;
use crate::output::Output;
use crate::session::{Connection, GlobalOptions, JournalOption, Session, default_file};
use crate::view::{self, View};
use crate::{mpandco, pagofacil};

/// How many attempts are looked at together.
const MOST: u32 = 1_000;

/// Commands about the journal.
#[derive(Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    journal: JournalOption,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// List the attempts whose outcome is open, oldest first
    List {
        /// List all attempts
        #[arg(long, conflicts_with = "needs_person")]
        all: bool,
        /// List the attempts that a person must decide
        #[arg(long)]
        needs_person: bool,
        /// The most to print
        #[arg(long, default_value_t = 50)]
        limit: u32,
    },
    /// Show the attempts of a reference or an id
    Show {
        /// The reference or the id
        reference: String,
    },
    /// Resolve the attempts of a provider whose outcome is unknown, and print what is found out
    ///
    /// The credentials come from the environment, as for the commands of the provider. An attempt
    /// that is younger than the settle time of the provider can be found as done, and never as not
    /// done.
    Reconcile {
        #[command(flatten)]
        connection: Connection,
        /// The provider
        provider: ProviderChoice,
    },
    /// Close an open attempt that you looked up on the provider's own pages
    Close {
        /// The reference or the id
        reference: String,
        /// The operation, such as create_payment, where several attempts of the reference are open
        #[arg(long)]
        operation: Option<String>,
        /// The provider did it
        #[arg(
            long,
            conflicts_with = "did_not_happen",
            required_unless_present = "did_not_happen"
        )]
        happened: bool,
        /// The provider did not do it, and will not: the call may be made again
        #[arg(long)]
        did_not_happen: bool,
        /// Your name
        #[arg(long, value_name = "NAME")]
        by: String,
        /// Why you are sure
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
}

/// A provider by its name.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum ProviderChoice {
    /// mPandco
    Mpandco,
    /// PagoFácil
    Pagofacil,
}

impl Arguments {
    pub(crate) async fn run(self, global: &GlobalOptions) -> Result<Ending, Failure> {
        let output = global.output();
        let place = self.journal.place(&global.load_profile()?)?;
        let place = place.or_else(|| Some(default_file()?.display().to_string()));
        let place = place.ok_or_else(|| Failure::usage("give --journal"))?;
        let journal = open(&place).await?;
        match self.command {
            Command::List {
                all,
                needs_person,
                limit,
            } => {
                let (filter, when_empty) = match (all, needs_person) {
                    (true, _) => (Filter::All, "the journal has no attempts"),
                    (_, true) => (
                        Filter::NeedsPerson,
                        "nothing needs a person; --all lists closed attempts too",
                    ),
                    _ => (
                        Filter::Open,
                        "nothing is open; --all lists closed attempts too",
                    ),
                };
                let records = journal.list(&filter, limit).await?;
                output.print(&View::Attempts(listed(&records).when_empty(when_empty)))
            }
            Command::Show { reference } => {
                let filter = Filter::Reference(reference);
                output.print(&attempts(&journal.list(&filter, MOST).await?))
            }
            Command::Reconcile {
                connection,
                provider,
            } => reconcile(&journal, &self.journal, &connection, provider, global).await,
            Command::Close {
                reference,
                operation,
                happened,
                by,
                reason,
                ..
            } => {
                let id = open_attempt(&journal, reference, operation.as_deref()).await?;
                journal.close(&id, happened, &by, &reason).await?;
                let closed = journal.get(&id).await?;
                output.print_done(&attempts(closed.as_slice()))
            }
        }
    }
}

fn attempts(records: &[AttemptRecord]) -> View {
    View::Attempts(listed(records))
}

fn listed(records: &[AttemptRecord]) -> view::Page<view::Attempt> {
    view::Page::list(records.iter().map(view::Attempt::of).collect())
}

/// Returns the one open attempt of a reference.
async fn open_attempt(
    journal: &Journal,
    reference: String,
    operation: Option<&str>,
) -> Result<AttemptId, Failure> {
    let filter = Filter::Reference(reference);
    let mut open = journal.list(&filter, MOST).await?;
    open.retain(|record| {
        let is_meant =
            operation.is_none_or(|name| record.id.key.operation.name() == name.replace('-', "_"));
        record.is_open() && is_meant
    });
    match open.as_slice() {
        [one] => Ok(one.id.clone()),
        [] => Err(Failure::usage("no attempt of this reference is open")),
        several => {
            let names: Vec<String> = several.iter().map(|one| one.id.to_string()).collect();
            Err(Failure::usage(format!(
                "several attempts are open; give --operation: {}",
                names.join(", ")
            )))
        }
    }
}

async fn reconcile(
    journal: &Journal,
    option: &JournalOption,
    connection: &Connection,
    provider: ProviderChoice,
    global: &GlobalOptions,
) -> Result<Ending, Failure> {
    let name = match provider {
        ProviderChoice::Mpandco => provider_mpandco::NAME.as_str(),
        ProviderChoice::Pagofacil => provider_pagofacil::NAME.as_str(),
    };
    let session = Session::new(global, connection, option, name)?;
    match provider {
        ProviderChoice::Mpandco => {
            let provider = mpandco::client(&session, None)?;
            reconcile_with(journal, &session, provider).await
        }
        ProviderChoice::Pagofacil => {
            let channel = pagofacil::ChannelArguments::default();
            let provider = pagofacil::client(&session, &channel, None)?;
            reconcile_with(journal, &session, provider).await
        }
    }
}

async fn reconcile_with(
    journal: &Journal,
    session: &Session,
    provider: impl PaymentProvider,
) -> Result<Ending, Failure> {
    let (output, privacy) = (session.output, session.privacy);
    let printer = Printer { output, privacy };
    let report = journal.with(provider).reconcile_now(MOST, &printer).await?;
    let open = journal.list(&Filter::Open, MOST).await?;
    let report = view::Reconciliation {
        resolved: report.resolved,
        delivered: report.delivered,
        settled: report.settled,
        postponed: report.postponed,
        open: journal.health().await?.open,
        next_at: open
            .iter()
            .filter_map(|record| record.due_at)
            .min()
            .map(view::instant),
    };
    let line = report.line();
    let view = View::Reconciliation(report);
    output.print_line(&view, &line, &mut std::io::stdout().lock())?;
    Ok(Ending::Done)
}

/// Prints verdicts, one line each.
struct Printer {
    output: Output,
    privacy: view::Privacy,
}

#[async_trait]
impl VerdictHandler for Printer {
    async fn handle(&self, verdict: &Verdict, _: Delivery<'_>) -> Result<(), HandlerError> {
        let verdict = view::Verdict::of(verdict, self.privacy);
        let line = verdict.line();
        let view = View::Verdict(Box::new(verdict));
        self.output
            .print_line(&view, &line, &mut std::io::stdout().lock())?;
        Ok(())
    }
}

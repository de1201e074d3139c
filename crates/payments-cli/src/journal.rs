//! `payments journal`, and the journal of the calls that move money.

use std::path::PathBuf;

use async_trait::async_trait;
use clap::{Args, Subcommand};
use payments_core::{
    Confirmation, Operation, Payment, PaymentId, PaymentProvider, PaymentRequest, Payout,
    PayoutProvider, PayoutRequest, Provider, ProviderName, RecurringProvider, Registration,
    Subscription, SubscriptionId, SubscriptionRequest,
};
use payments_journal::store::{
    AttemptId, AttemptRecord, Filter, Key, PostgresStore, SqliteStore, StoreError,
};
use payments_journal::verdict::HandlerError;
use payments_journal::{Attempt, Delivery, Journal, Verdict, VerdictHandler};

use crate::exit::{Ending, Failure};
use crate::input;
use crate::output::Output;
use crate::profile::{self, Profile};
use crate::session::{Connection, Finder, GlobalOptions, Session};
use crate::view::{self, View};
use crate::{mpandco, pagofacil};

/// Which journal is used.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct JournalOption {
    /// The journal: a file, which is created, or the URL of a PostgreSQL database without a
    /// password (which PAYMENTS_JOURNAL or PGPASSWORD may hold)
    #[arg(long, global = true, value_name = "FILE|URL")]
    journal: Option<String>,
}

impl JournalOption {
    /// Returns the place of the journal: as the option, the environment or the profile says.
    pub(crate) fn place(&self, profile: &Profile) -> Result<Option<String>, Failure> {
        if let Some(place) = &self.journal {
            let has_password = url::Url::parse(place).is_ok_and(|url| url.password().is_some());
            if has_password {
                return Err(Failure::usage(
                    "--journal: the password of a database is not an argument, which every user \
                     of the machine can read: set PAYMENTS_JOURNAL to the URL, or PGPASSWORD",
                ));
            }
            return Ok(Some(place.clone()));
        }
        let variable = profile::variable("PAYMENTS_JOURNAL");
        Ok(variable.or_else(|| profile.journal.clone()))
    }

    /// Returns the arguments that repeat the option.
    pub(crate) fn arguments(&self) -> Vec<String> {
        let journal = self.journal.iter().cloned();
        journal
            .flat_map(|place| ["--journal".to_owned(), place])
            .collect()
    }
}

/// Returns the file that is used where nothing else is said.
pub(crate) fn default_file() -> Option<PathBuf> {
    let folder = profile::variable("XDG_STATE_HOME").map(PathBuf::from);
    let home = || Some(PathBuf::from(profile::variable("HOME")?).join(".local/state"));
    Some(
        folder
            .or_else(home)?
            .join("payments")
            .join("journal.sqlite"),
    )
}

/// Opens a journal.
pub(crate) async fn open(place: &str) -> Result<Journal, Failure> {
    let is_postgres = ["postgres://", "postgresql://"]
        .iter()
        .any(|scheme| place.starts_with(scheme));
    if is_postgres {
        return Ok(Journal::of(PostgresStore::connect(place).await?));
    }
    let path = PathBuf::from(place.strip_prefix("sqlite:").unwrap_or(place));
    if let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        std::fs::create_dir_all(folder)?;
    }
    Ok(Journal::of(SqliteStore::open(path).await?))
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Configuration(_) | StoreError::NotFound(_) | StoreError::Refused(_) => {
                Self::usage(error.to_string())
            }
            other => Self::Journal(other.to_string()),
        }
    }
}

impl Session {
    /// Creates a payment, through the journal if there is one.
    pub(crate) async fn create_payment(
        &self,
        finder: &Finder,
        provider: impl PaymentProvider,
        request: &PaymentRequest,
    ) -> Result<Payment, Failure> {
        let Some(journal) = self.open_journal().await? else {
            return self.money(finder, provider.create_payment(request)).await;
        };
        let key = self.key(Operation::CREATE_PAYMENT, request.reference());
        let provider = journal.with(provider);
        let call = provider.attempt_payment(request);
        self.journaled(&journal, finder, key, provider.name(), call)
            .await
    }

    /// Confirms a payment, through the journal if there is one.
    pub(crate) async fn confirm_payment(
        &self,
        finder: &Finder,
        provider: impl PaymentProvider,
        confirmation: &Confirmation,
    ) -> Result<Payment, Failure> {
        let Some(journal) = self.open_journal().await? else {
            return self
                .money(finder, provider.confirm_payment(confirmation))
                .await;
        };
        let key = self.key(Operation::CONFIRM_PAYMENT, confirmation.payment());
        let provider = journal.with(provider);
        let call = provider.attempt_confirmation(confirmation);
        self.journaled(&journal, finder, key, provider.name(), call)
            .await
    }

    /// Voids a payment, through the journal if there is one.
    pub(crate) async fn void_payment(
        &self,
        finder: &Finder,
        provider: impl PaymentProvider,
        id: &PaymentId,
    ) -> Result<Payment, Failure> {
        let Some(journal) = self.open_journal().await? else {
            return self.money(finder, provider.void_payment(id)).await;
        };
        let key = self.key(Operation::VOID_PAYMENT, id);
        let provider = journal.with(provider);
        let call = provider.attempt_void(id);
        self.journaled(&journal, finder, key, provider.name(), call)
            .await
    }

    /// Sends a payout, through the journal if there is one.
    pub(crate) async fn send_payout(
        &self,
        finder: &Finder,
        provider: impl PayoutProvider,
        request: &PayoutRequest,
    ) -> Result<Payout, Failure> {
        let Some(journal) = self.open_journal().await? else {
            return self.money(finder, provider.send_payout(request)).await;
        };
        let key = self.key(Operation::SEND_PAYOUT, request.reference());
        let provider = journal.with(provider);
        let call = provider.attempt_payout(request);
        self.journaled(&journal, finder, key, provider.name(), call)
            .await
    }

    /// Registers a subscription, through the journal if there is one.
    pub(crate) async fn register_subscription(
        &self,
        finder: &Finder,
        provider: impl RecurringProvider,
        request: &SubscriptionRequest,
    ) -> Result<Registration, Failure> {
        let Some(journal) = self.open_journal().await? else {
            return self
                .money(finder, provider.register_subscription(request))
                .await;
        };
        let reference = request.reference().map(ToString::to_string);
        let key = self.key(
            Operation::REGISTER_SUBSCRIPTION,
            reference.unwrap_or_default(),
        );
        let provider = journal.with(provider);
        let call = provider.attempt_registration(request);
        self.journaled(&journal, finder, key, provider.name(), call)
            .await
    }

    /// Cancels a subscription, through the journal if there is one.
    pub(crate) async fn cancel_subscription(
        &self,
        finder: &Finder,
        provider: impl RecurringProvider,
        id: &SubscriptionId,
    ) -> Result<Subscription, Failure> {
        let Some(journal) = self.open_journal().await? else {
            return self.money(finder, provider.cancel_subscription(id)).await;
        };
        let key = self.key(Operation::CANCEL_SUBSCRIPTION, id);
        let provider = journal.with(provider);
        let call = provider.attempt_cancellation(id);
        self.journaled(&journal, finder, key, provider.name(), call)
            .await
    }

    async fn open_journal(&self) -> Result<Option<Journal>, Failure> {
        match &self.journal {
            Some(place) => Ok(Some(open(place).await?)),
            None => Ok(None),
        }
    }

    async fn journaled<T>(
        &self,
        journal: &Journal,
        finder: &Finder,
        key: Key,
        name: ProviderName,
        call: impl Future<Output = payments_core::Result<Attempt<T>>>,
    ) -> Result<T, Failure> {
        let call = async {
            let attempt = call.await?;
            if let Attempt::Known { since, .. } = &attempt {
                input::say(&format!(
                    "the journal has this call from {}: nothing was sent, and this is its result",
                    view::instant(*since)
                ));
            }
            attempt.into_result(name)
        };
        let result = self.money(finder, call).await?;
        // The operator has the result: it need not be reported by `journal reconcile` again.
        if let Ok(Some(record)) = journal.store().latest(&key).await {
            journal.store().delivered(&[record.id]).await.ok();
        }
        Ok(result)
    }

    /// Returns the key of a call in the journal.
    pub(crate) fn key(&self, operation: Operation, reference: impl ToString) -> Key {
        Key {
            provider: self.provider.to_owned(),
            environment: self.environment,
            operation,
            reference: reference.to_string(),
        }
    }
}

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
        /// How many at the most
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
    /// is looked up only when the settle time of the provider is over.
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
                let filter = match (all, needs_person) {
                    (true, _) => Filter::All,
                    (_, true) => Filter::NeedsPerson,
                    _ => Filter::Open,
                };
                let records = journal.list(&filter, limit).await?;
                output.print(&attempts(&records))
            }
            Command::Show { reference } => {
                let filter = Filter::Reference(reference);
                output.print(&attempts(&journal.list(&filter, 1_000).await?))
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
    View::Attempts(view::Page::list(
        records.iter().map(view::Attempt::of).collect(),
    ))
}

/// Returns the one open attempt of a reference.
async fn open_attempt(
    journal: &Journal,
    reference: String,
    operation: Option<&str>,
) -> Result<AttemptId, Failure> {
    let filter = Filter::Reference(reference);
    let mut open = journal.list(&filter, 1_000).await?;
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
    let report = journal.with(provider).reconcile(&printer).await?;
    let open = journal.health().await?.open;
    let report = view::Reconciliation {
        resolved: report.resolved,
        delivered: report.delivered,
        settled: report.settled,
        postponed: report.postponed,
        open,
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

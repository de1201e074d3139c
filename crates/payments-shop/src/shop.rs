//! The shop: the provider behind the journal, and the orders.

use std::fmt;
use std::sync::Arc;

use payments_core::{PaymentProvider, Provider};
use payments_journal::store::{Filter, SqliteStore, State as Known};
use payments_journal::{Journal, Journaled};
use secrecy::ExposeSecret;
use url::Url;

use crate::orders::{Order, Orders, State, Try};
use crate::secrets::Admin;
use crate::{Settings, ShopError};

/// A shop. Clones share everything.
#[derive(Clone)]
pub struct Shop {
    pub(crate) provider: Journaled<Arc<dyn PaymentProvider>>,
    pub(crate) orders: Orders,
    pub(crate) public_url: Url,
    pub(crate) admin: Admin,
}

impl fmt::Debug for Shop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shop")
            .field("provider", &self.provider.name())
            .field("public_url", &self.public_url.as_str())
            .finish_non_exhaustive()
    }
}

impl Shop {
    /// Opens the database, and puts the provider of the settings behind the journal.
    ///
    /// # Errors
    /// What is wrong with the settings, or with the database.
    pub async fn open(settings: &Settings) -> Result<Self, ShopError> {
        Self::with_provider(settings, settings.provider()?).await
    }

    /// As [`open`](Self::open), with another provider.
    ///
    /// # Errors
    /// What is wrong with the database.
    pub async fn with_provider(
        settings: &Settings,
        provider: Arc<dyn PaymentProvider>,
    ) -> Result<Self, ShopError> {
        let (journal, orders) = open_database(settings.database.expose_secret()).await?;
        orders.create_tables().await?;
        Ok(Self {
            provider: journal.with(provider),
            orders,
            public_url: settings.public_url.clone(),
            admin: Admin::new(&settings.admin_password)?,
        })
    }

    /// The order of an address, and its latest try.
    pub(crate) async fn find(&self, id: &str) -> Result<(Order, Try), ShopError> {
        let order = self.orders.get(id).await?.ok_or(ShopError::NotFound)?;
        let latest = self.orders.tries(id).await?.pop();
        Ok((order, latest.ok_or(ShopError::NotFound)?))
    }

    /// Whether a call for this try is in flight, or has an unknown outcome. The journal knows it
    /// even where the process that made the call is gone.
    pub(crate) async fn doubt(&self, attempt: &Try) -> Result<Doubt, ShopError> {
        let mut doubt = Doubt::None;
        let payment = attempt.payment.as_ref().map(ToString::to_string);
        for key in [Some(attempt.reference.to_string()), payment] {
            let Some(key) = key else { continue };
            let filter = Filter::Reference(key);
            for record in self.provider.journal().list(&filter, 100).await? {
                let is_unknown = matches!(record.state, Known::Dispatched | Known::Unknown);
                // The journal found it out, and has not told the shop yet.
                let is_news = record.state == Known::Done && attempt.state == State::Open;
                if is_unknown || is_news {
                    let person = record.needs_person.is_some();
                    doubt = if person { Doubt::Person } else { Doubt::Open };
                }
            }
        }
        Ok(doubt)
    }

    /// An address below the shop's.
    pub(crate) fn address(&self, path: &str) -> Result<Url, ShopError> {
        let address = self.public_url.join(path);
        address.map_err(|error| ShopError::BadRequest(format!("public_url: {error}")))
    }
}

/// What the journal does not know about a try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Doubt {
    /// Nothing: every call has an outcome.
    None,
    /// The journal finds it out.
    Open,
    /// A person has to find it out.
    Person,
}

async fn open_database(database: &str) -> Result<(Journal, Orders), ShopError> {
    if database.starts_with("postgres") {
        #[cfg(feature = "postgres")]
        {
            let store = payments_journal::store::PostgresStore::connect(database).await?;
            let orders = Orders::Postgres(store.pool().clone());
            return Ok((Journal::of(store), orders));
        }
        #[cfg(not(feature = "postgres"))]
        return Err(ShopError::Engine("needs the feature `postgres`"));
    }
    let store = SqliteStore::open(database).await?;
    let orders = Orders::Sqlite(store.pool().clone());
    Ok((Journal::of(store), orders))
}

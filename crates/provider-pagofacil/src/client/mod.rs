//! The client: environment and credentials, the three endpoints, and the calls over them.

mod cash;
mod encoding;
mod json_rpc;
mod rest;
#[cfg(feature = "unverified-card-tokens")]
mod tokens;

use payments_core::{Currency, Environment, Operation};
use payments_kit::builder::Endpoint;
use payments_kit::codec::Reader;
use payments_kit::http::{BaseUrl, Fields, HttpClient, HttpRequest};
use url::Url;

pub(crate) use cash::{CashCalled, in_mexico_city};
pub use encoding::Encoding;
#[cfg(feature = "unverified-card-tokens")]
pub(crate) use tokens::TokenCalled;

use crate::credentials::{Keys, ServiceIds};
use crate::error::{self, NAME, Unwrapped};
use crate::validate::Setting;
use crate::wire::{Caller, Response};

/// The guide's times have no zone; the service runs in Mexico City.
const ZONE: &str = "America/Mexico_City";
const REPORTS: &str = "reports/Wsrreports/index/format/json";

/// A group of methods that share their endpoints.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Family {
    Recurring,
    OneTime,
}

impl Family {
    fn other(self) -> Self {
        match self {
            Self::Recurring => Self::OneTime,
            Self::OneTime => Self::Recurring,
        }
    }

    /// The name of the root of a response.
    fn root(self) -> &'static str {
        match self {
            Self::Recurring => "WebServices_Recurrentes",
            Self::OneTime => "WebServices_Transacciones",
        }
    }

    fn url(self, base_url: &BaseUrl, encoding: Encoding) -> Url {
        let name = match self {
            Self::Recurring => "recurrentes",
            Self::OneTime => "transaccion",
        };
        base_url.join(&match encoding {
            Encoding::JsonRpc => format!("Wsj{name}/"),
            Encoding::QueryJson | Encoding::FormJson => format!("Wsr{name}/index/format/json"),
            #[cfg(feature = "xml")]
            Encoding::QueryXml | Encoding::FormXml => format!("Wsr{name}/"),
        })
    }
}

/// A method of the service, with the endpoints it is on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Method(pub(crate) Family, pub(crate) &'static str);

/// What a method returned.
pub(crate) struct Called<'a> {
    /// Boxed, for it has room for the members of all methods.
    pub(crate) response: Box<Response>,
    /// What was unusual about a response that could be read.
    pub(crate) warnings: Vec<String>,
    /// Reads values without showing the sensitive ones of the request.
    pub(crate) reader: Reader<'a>,
}

#[derive(Debug)]
pub(crate) struct Client {
    environment: Environment,
    keys: Keys,
    service_ids: ServiceIds,
    http: HttpClient,
    recurring: Url,
    one_time: Url,
    reports: Url,
    encoding: Encoding,
    takes_dollars: bool,
    takes_cash: bool,
    /// The base URL of cash orders.
    cash_base: BaseUrl,
    /// The base URL of stored cards.
    #[cfg(feature = "unverified-card-tokens")]
    token_base: BaseUrl,
}

/// What a client does, and where beyond its base URL.
#[derive(Debug)]
pub(crate) struct Options {
    pub(crate) encoding: Encoding,
    pub(crate) takes_dollars: bool,
    pub(crate) takes_cash: bool,
    /// The base URL of cash orders, where it is another one.
    pub(crate) cash_base: Option<BaseUrl>,
    /// The base URL of stored cards, where it is another one.
    #[cfg(feature = "unverified-card-tokens")]
    pub(crate) token_base: Option<BaseUrl>,
}

impl Client {
    pub(crate) fn new(
        endpoint: Endpoint,
        (keys, service_ids): (Keys, ServiceIds),
        options: Options,
    ) -> Self {
        let base_url = &endpoint.base_url;
        let encoding = options.encoding;
        Self {
            environment: endpoint.environment,
            keys,
            service_ids,
            recurring: Family::Recurring.url(base_url, encoding),
            one_time: Family::OneTime.url(base_url, encoding),
            reports: base_url.join(REPORTS),
            http: endpoint.client,
            encoding,
            takes_dollars: options.takes_dollars,
            takes_cash: options.takes_cash,
            #[cfg(feature = "unverified-card-tokens")]
            token_base: options.token_base.unwrap_or(endpoint.base_url.clone()),
            cash_base: options.cash_base.unwrap_or(endpoint.base_url),
        }
    }

    pub(crate) fn environment(&self) -> Environment {
        self.environment
    }

    /// The currency of amounts for which the service names none.
    ///
    /// The service's documents state amounts in pesos, and only a request with `divisa` is in another
    /// currency, which a client never sends by default. One that takes dollars cannot tell: no
    /// documented look-up or report names the currency. It leaves the amount out, with a warning.
    pub(crate) fn currency(&self) -> Option<Currency> {
        (!self.takes_dollars).then_some(Currency::MXN)
    }

    pub(crate) fn takes_dollars(&self) -> bool {
        self.takes_dollars
    }

    /// Whether it stores cards, which needs the feature for it.
    #[cfg(not(feature = "unverified-card-tokens"))]
    #[expect(
        clippy::unused_self,
        reason = "with the feature, it depends on the client"
    )]
    pub(crate) fn stores_cards(&self) -> bool {
        false
    }

    pub(crate) fn keys(&self) -> &Keys {
        &self.keys
    }

    pub(crate) fn http(&self) -> &HttpClient {
        &self.http
    }

    /// The caller of an operation.
    pub(crate) fn caller(&self, operation: Operation) -> Caller<'_> {
        Caller {
            branch_id: self.keys.branch_id(),
            user_id: self.keys.user_id(),
            service_id: self.service_ids.of(operation),
        }
    }

    /// Where and when requests are checked.
    pub(crate) fn setting(&self) -> Setting {
        Setting {
            environment: self.environment,
            takes_dollars: self.takes_dollars,
            today: in_mexico_city(self.http.clock().now()).date(),
        }
    }

    /// Calls a method and reads its response. `write` adds the data of the request, and `read`
    /// decides what the response means.
    pub(crate) async fn call<T>(
        &self,
        operation: Operation,
        called: Method,
        write: impl Fn(&mut dyn Fields),
        read: impl FnOnce(Called<'_>) -> payments_core::Result<T>,
    ) -> payments_core::Result<T> {
        let Method(family, method) = called;
        let url = match family {
            Family::Recurring => self.recurring.clone(),
            Family::OneTime => self.one_time.clone(),
        };
        let http_method = if self.encoding.is_get() {
            http::Method::GET
        } else {
            http::Method::POST
        };
        let request = HttpRequest::new(operation, http_method, url);
        // A positive number that fits the integers of any PHP.
        let id = self.http.randomness().next() % u64::from(u32::MAX >> 1) + 1;
        let request = match self.encoding {
            Encoding::JsonRpc => request.with_body(json_rpc::serialize(method, write, id)),
            encoding if encoding.is_get() => {
                request.with_query_form(rest::serialize(method, write))
            }
            _ => request.with_body(rest::serialize(method, write)),
        };
        let encoding = self.encoding;
        self.exchange(
            request,
            |body| match encoding {
                Encoding::JsonRpc => json_rpc::unwrap(body, id),
                Encoding::QueryJson | Encoding::FormJson => rest::unwrap_json(body, called),
                #[cfg(feature = "xml")]
                Encoding::QueryXml | Encoding::FormXml => rest::unwrap_xml(body, called),
            },
            read,
        )
        .await
    }

    /// Calls a method of the reports. They have one endpoint, a GET with a JSON response, for every
    /// encoding of the other calls. No card number goes with it.
    pub(crate) async fn report<T>(
        &self,
        operation: Operation,
        (method, page): (&'static str, Option<u32>),
        write: impl Fn(&mut dyn Fields),
        read: impl FnOnce(Called<'_>) -> payments_core::Result<T>,
    ) -> payments_core::Result<T> {
        let mut query = rest::serialize(method, write);
        // The page number is not part of the data.
        if let Some(page) = page {
            query.field("p", &page.to_string());
        }
        let request = HttpRequest::get(operation, self.reports.clone()).with_query_form(query);
        self.exchange(request, |body| rest::unwrap_report(body, method), read)
            .await
    }

    async fn exchange<T>(
        &self,
        request: HttpRequest,
        unwrap: impl FnOnce(&[u8]) -> Unwrapped<'_>,
        read: impl FnOnce(Called<'_>) -> payments_core::Result<T>,
    ) -> payments_core::Result<T> {
        let operation = request.operation();
        let response = self.http.send(request).await?;
        response.read(|response| {
            let reader = Reader::new(NAME, operation, ZONE, response.secrets());
            let unwrapped = error::check(&reader, response.status(), unwrap(response.body()))?;
            let output = unwrapped.output.as_deref();
            let notice = output.map(|output| error::notice(&reader, output));
            read(Called {
                warnings: notice.into_iter().collect(),
                response: unwrapped.value,
                reader,
            })
        })
    }
}

//! The client: environment and credentials, the three endpoints, and the calls over them.

mod encoding;
mod json_rpc;
mod rest;

use payments_core::redact::Secrets;
use payments_core::{Environment, Operation, Result};
use payments_kit::builder::Endpoint;
use payments_kit::http::{BaseUrl, Fields, HttpClient, HttpRequest};
use time::UtcOffset;
use url::Url;

pub use encoding::Encoding;

use crate::credentials::{Keys, ServiceIds};
use crate::error::{self, Unwrapped};
use crate::validate::Setting;
use crate::wire::{Caller, Response};

const REPORTS: &str = "reports/Wsrreports/index/format/json";

/// A group of methods that share their endpoints.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Family {
    Recurring,
    OneTime,
}

impl Family {
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
    /// The sensitive values of the request, which no text may show.
    pub(crate) secrets: &'a Secrets,
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
}

impl Client {
    pub(crate) fn new(
        endpoint: Endpoint,
        (keys, service_ids): (Keys, ServiceIds),
        encoding: Encoding,
    ) -> Self {
        let base_url = &endpoint.base_url;
        Self {
            environment: endpoint.environment,
            keys,
            service_ids,
            recurring: Family::Recurring.url(base_url, encoding),
            one_time: Family::OneTime.url(base_url, encoding),
            reports: base_url.join(REPORTS),
            http: endpoint.client,
            encoding,
        }
    }

    pub(crate) fn environment(&self) -> Environment {
        self.environment
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
        // Central standard time all year round: Mexico abolished daylight saving time in 2022.
        let offset = UtcOffset::from_hms(-6, 0, 0).unwrap_or(UtcOffset::UTC);
        Setting {
            environment: self.environment,
            today: self.http.clock().now().to_offset(offset).date(),
        }
    }

    /// Calls a method and reads its response. `write` adds the data of the request, and `read`
    /// decides what the response means.
    pub(crate) async fn call<T>(
        &self,
        operation: Operation,
        Method(family, method): Method,
        write: impl Fn(&mut dyn Fields),
        read: impl FnOnce(Called<'_>) -> Result<T>,
    ) -> Result<T> {
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
                Encoding::QueryJson | Encoding::FormJson => rest::unwrap_json(body, method),
                #[cfg(feature = "xml")]
                Encoding::QueryXml | Encoding::FormXml => rest::unwrap_xml(body, method),
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
        (method, page): (&str, Option<u32>),
        write: impl Fn(&mut dyn Fields),
        read: impl FnOnce(Called<'_>) -> Result<T>,
    ) -> Result<T> {
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
        read: impl FnOnce(Called<'_>) -> Result<T>,
    ) -> Result<T> {
        let operation = request.operation();
        let response = self.http.send(request).await?;
        response.read(|response| {
            let secrets = response.secrets();
            error::check_status(operation, response)?;
            let unwrapped = unwrap(response.body())
                .map_err(|unusable| error::unusable(operation, secrets, unusable))?;
            let output = unwrapped.output;
            let notice = output.map(|output| error::notice(secrets, &output));
            read(Called {
                response: error::check_fault(operation, secrets, unwrapped.value)?,
                warnings: notice.into_iter().collect(),
                secrets,
            })
        })
    }
}

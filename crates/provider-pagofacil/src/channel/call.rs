//! A call: one method of the service with its data, whatever the endpoint.

use payments_core::{Operation, Result};
use payments_kit::http::{BaseUrl, HttpClient, HttpRequest};
use url::Url;

use super::{Encoding, json_rpc, report, rest};
use crate::error::{self, Unwrapped};
use crate::wire::{Answer, Data};

/// A group of methods that share their endpoints.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Family {
    Recurring,
    OneTime,
}

impl Family {
    /// What stands behind `Wsr` and `Wsj` in a path.
    const fn name(self) -> &'static str {
        match self {
            Self::Recurring => "recurrentes",
            Self::OneTime => "transaccion",
        }
    }

    /// Where its methods are.
    fn url(self, base_url: &BaseUrl, encoding: Encoding) -> Url {
        let name = self.name();
        base_url.join(&match encoding {
            Encoding::JsonRpc => format!("Wsj{name}/"),
            Encoding::QueryJson | Encoding::FormJson => format!("Wsr{name}/index/format/json"),
            #[cfg(feature = "xml")]
            Encoding::QueryXml | Encoding::FormXml => format!("Wsr{name}/"),
        })
    }
}

/// What a method answered.
pub(crate) struct Called {
    /// It has room for the members of all methods, and is too large to be moved about.
    pub(crate) answer: Box<Answer>,
    /// What was odd about the answer although it could be read.
    pub(crate) warnings: Vec<String>,
}

#[derive(Debug)]
pub(crate) struct Channel {
    client: HttpClient,
    recurring: Url,
    one_time: Url,
    reports: Url,
    encoding: Encoding,
}

impl Channel {
    pub(crate) fn new(client: HttpClient, base_url: &BaseUrl, encoding: Encoding) -> Self {
        Self {
            client,
            recurring: Family::Recurring.url(base_url, encoding),
            one_time: Family::OneTime.url(base_url, encoding),
            reports: base_url.join(report::PATH),
            encoding,
        }
    }

    pub(crate) fn client(&self) -> &HttpClient {
        &self.client
    }

    /// Calls a method and unwraps its answer. What the answer means is for the operation to say.
    pub(crate) async fn call(
        &self,
        operation: Operation,
        family: Family,
        method: &'static str,
        data: &Data<'_>,
    ) -> Result<Called> {
        let url = match family {
            Family::Recurring => self.recurring.clone(),
            Family::OneTime => self.one_time.clone(),
        };
        // A positive number that fits the integers of any PHP.
        let id = self.client.randomness().next() % u64::from(u32::MAX >> 1) + 1;
        let serialized = || rest::serialize(method, data).finish();
        let request = match self.encoding {
            Encoding::JsonRpc => {
                let body = json_rpc::serialize(method, data, id);
                HttpRequest::post(operation, url, "application/json", body)
            }
            encoding if encoding.is_get() => {
                HttpRequest::get(operation, url).with_query(serialized())
            }
            _ => HttpRequest::post(operation, url, rest::FORM, serialized()),
        };
        let encoding = self.encoding;
        self.exchange(request, data, |body| match encoding {
            Encoding::JsonRpc => json_rpc::unwrap(body, id),
            Encoding::QueryJson | Encoding::FormJson => rest::unwrap_json(body, method),
            #[cfg(feature = "xml")]
            Encoding::QueryXml | Encoding::FormXml => rest::unwrap_xml(body, method),
        })
        .await
    }

    /// Calls a method of the reports, which have one endpoint: a GET answered in JSON, whatever
    /// the encoding of the other calls. No card number goes with it.
    pub(crate) async fn report(
        &self,
        operation: Operation,
        method: &'static str,
        data: &Data<'_>,
        page: Option<u32>,
    ) -> Result<Called> {
        let url = self.reports.clone();
        let query = report::serialize(method, data, page);
        let request = HttpRequest::get(operation, url).with_query(query);
        self.exchange(request, data, |body| report::unwrap(body, method))
            .await
    }

    async fn exchange(
        &self,
        request: HttpRequest,
        data: &Data<'_>,
        unwrap: impl FnOnce(&[u8]) -> Unwrapped<'_>,
    ) -> Result<Called> {
        let operation = request.operation();
        let response = self.client.send(request).await?;
        error::check_status(operation, &response)?;
        let unwrapped = unwrap(response.body())
            .map_err(|unusable| error::unusable(operation, data, unusable))?;
        let notice = unwrapped.notice.map(|notice| error::notice(data, notice));
        Ok(Called {
            answer: error::check_fault(operation, data, unwrapped.value)?,
            warnings: notice.into_iter().collect(),
        })
    }
}

//! A call: one method of the service with its data, whatever the endpoint.

use payments_core::http::{BaseUrl, HttpClient, HttpRequest};
use payments_core::{Operation, Result};
use time::OffsetDateTime;

use super::{Encoding, json_rpc, rest};
use crate::error;
use crate::wire::{Answer, Data};

/// A group of methods that share their endpoints.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Family {
    Recurring,
}

impl Family {
    /// What stands behind `Wsr` and `Wsj` in a path.
    const fn name(self) -> &'static str {
        match self {
            Self::Recurring => "recurrentes",
        }
    }
}

#[derive(Debug)]
pub(crate) struct Channel {
    client: HttpClient,
    base_url: BaseUrl,
    encoding: Encoding,
}

impl Channel {
    pub(crate) fn new(client: HttpClient, base_url: BaseUrl, encoding: Encoding) -> Self {
        Self {
            client,
            base_url,
            encoding,
        }
    }

    pub(crate) fn now(&self) -> OffsetDateTime {
        self.client.clock().now()
    }

    /// Calls a method and unwraps its answer. What the answer means is for the operation to say.
    pub(crate) async fn call(
        &self,
        operation: Operation,
        family: Family,
        method: &'static str,
        data: &Data<'_>,
    ) -> Result<Answer> {
        let name = family.name();
        let url = |path: &str| self.base_url.join(path);
        // A positive number that fits the integers of any PHP.
        let id = self.client.randomness().next() % u64::from(u32::MAX >> 1) + 1;
        let serialized = || rest::serialize(method, data);
        let request = match self.encoding {
            Encoding::JsonRpc => {
                let body = json_rpc::serialize(method, data, id);
                let url = url(&format!("Wsj{name}/"));
                HttpRequest::post(operation, url, "application/json", body)
            }
            Encoding::QueryJson => {
                let url = url(&format!("Wsr{name}/index/format/json"));
                HttpRequest::get(operation, url).with_query(serialized())
            }
            Encoding::QueryXml => {
                let url = url(&format!("Wsr{name}/"));
                HttpRequest::get(operation, url).with_query(serialized())
            }
            Encoding::FormJson => {
                let url = url(&format!("Wsr{name}/index/format/json"));
                HttpRequest::post(operation, url, rest::FORM, serialized())
            }
            Encoding::FormXml => {
                let url = url(&format!("Wsr{name}/"));
                HttpRequest::post(operation, url, rest::FORM, serialized())
            }
        };
        let response = self.client.send(request).await?;
        error::check_status(operation, &response)?;
        let unwrapped = match self.encoding {
            Encoding::JsonRpc => json_rpc::unwrap(response.body(), id),
            encoding => rest::unwrap(response.body(), encoding.is_xml(), method),
        };
        let answer = unwrapped.map_err(|unusable| error::unusable(operation, data, unusable))?;
        error::check_fault(operation, data, answer)
    }
}

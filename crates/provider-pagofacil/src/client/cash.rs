//! Calls about cash orders: forms and queries, with JSON at the root of the response.

use payments_core::Result;
use payments_kit::codec::{Reader, from_json_with_output};
use payments_kit::http::HttpRequest;
use time::{OffsetDateTime, PrimitiveDateTime, UtcOffset};
use url::Url;

use super::{Client, ZONE};
use crate::error::{self, NAME};
use crate::wire::CashResponse;

/// What a call about cash orders returned.
pub(crate) struct CashCalled<'a> {
    pub(crate) response: CashResponse,
    /// What was unusual about a response that could be read.
    pub(crate) warnings: Vec<String>,
    /// Reads values without showing the sensitive ones of the request.
    pub(crate) reader: Reader<'a>,
}

/// A time on the wall clocks of Mexico City: central standard time all year round, for Mexico
/// abolished daylight saving time in 2022.
pub(crate) fn in_mexico_city(time: OffsetDateTime) -> PrimitiveDateTime {
    let offset = UtcOffset::from_hms(-6, 0, 0).unwrap_or(UtcOffset::UTC);
    let local = time.to_offset(offset);
    PrimitiveDateTime::new(local.date(), local.time())
}

impl Client {
    /// Whether it takes cash orders.
    pub(crate) fn takes_cash(&self) -> bool {
        self.takes_cash
    }

    /// The URL of a path for cash orders.
    pub(crate) fn cash_url(&self, path: &str) -> Url {
        self.cash_base.join(path)
    }

    /// Makes a call about cash orders. `read` decides what the response means.
    pub(crate) async fn cash<T>(
        &self,
        request: HttpRequest,
        read: impl FnOnce(CashCalled<'_>) -> Result<T>,
    ) -> Result<T> {
        let operation = request.operation();
        let response = self.http.send(request).await?;
        response.read(|response| {
            let reader = Reader::new(NAME, operation, ZONE, response.secrets());
            let body = from_json_with_output(response.body());
            let document = error::check_cash(&reader, response.status(), body)?;
            let output = document.output.as_deref();
            let notice = output.map(|output| error::notice(&reader, output));
            read(CashCalled {
                response: document.value,
                warnings: notice.into_iter().collect(),
                reader,
            })
        })
    }
}

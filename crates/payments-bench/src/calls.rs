//! The calls that are measured.

use futures_util::{StreamExt, TryStreamExt, stream};

use crate::Problem;

/// How many calls a client makes at a time.
pub const IN_FLIGHT: [usize; 2] = [1, 64];

/// A call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// mPandco: get a payment by its id, with a token in the cache.
    Get,
    /// mPandco: create a sale by a form, with a token in the cache.
    CreateByForm,
    /// PagoFácil: a charge by a JSON-RPC object in a POST.
    ChargeByJsonRpc,
    /// PagoFácil: a charge by a serialized GET, with a JSON response.
    ChargeByQuery,
}

impl Call {
    /// Every one.
    pub const ALL: [Self; 4] = [
        Self::Get,
        Self::CreateByForm,
        Self::ChargeByJsonRpc,
        Self::ChargeByQuery,
    ];

    /// Its name in a table.
    pub fn title(self) -> &'static str {
        match self {
            Self::Get => "mPandco, get a payment",
            Self::CreateByForm => "mPandco, create a payment (form)",
            Self::ChargeByJsonRpc => "PagoFácil, charge a card (JSON-RPC)",
            Self::ChargeByQuery => "PagoFácil, charge a card (serialized GET)",
        }
    }
}

/// A client that makes them.
pub trait Caller {
    /// Makes one.
    fn call(&self, call: Call) -> impl Future<Output = Result<(), Problem>>;
}

/// Makes a call a number of `times`, with this many in flight.
///
/// # Errors
///
/// The first failure.
pub async fn repeat(
    caller: &impl Caller,
    call: Call,
    times: u64,
    in_flight: usize,
) -> Result<(), Problem> {
    if in_flight == 1 {
        for _ in 0..times {
            caller.call(call).await?;
        }
        return Ok(());
    }
    let calls = stream::iter(0..times).map(|_| caller.call(call));
    let mut ended = calls.buffer_unordered(in_flight);
    while ended.try_next().await?.is_some() {}
    Ok(())
}

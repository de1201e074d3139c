//! The calls that are measured, whoever makes them.

use futures_util::{StreamExt, TryStreamExt, stream};

use crate::Problem;

/// A call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// mPandco: a payment by its id, with a token at hand.
    Get,
    /// mPandco: a sale by a form, with a token at hand.
    CreateByForm,
    /// PagoFácil: a charge by a JSON-RPC object in a POST.
    ChargeByJsonRpc,
    /// PagoFácil: a charge by a serialized GET, answered in JSON.
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

    /// What it is called in a table.
    pub fn title(self) -> &'static str {
        match self {
            Self::Get => "mPandco, get a payment",
            Self::CreateByForm => "mPandco, create a payment (form)",
            Self::ChargeByJsonRpc => "PagoFácil, charge a card (JSON-RPC)",
            Self::ChargeByQuery => "PagoFácil, charge a card (serialized GET)",
        }
    }

    /// What it is called on a command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Get => "get",
            Self::CreateByForm => "create-by-form",
            Self::ChargeByJsonRpc => "charge-by-json-rpc",
            Self::ChargeByQuery => "charge-by-query",
        }
    }
}

/// Somebody who makes them.
pub trait Caller {
    /// Makes one.
    fn call(&self, call: Call) -> impl Future<Output = Result<(), Problem>>;
}

/// Makes a call so many times, so many at a time.
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

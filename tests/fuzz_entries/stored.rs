//! What a merchant stored, and loads again.

use std::fmt::Debug;

use payments_core::{Error, Money, Payment, Payout, Refund, Subscription};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Stored values in JSON: what can be loaded is the same when it is stored and loaded again.
pub fn stored_values(data: &[u8]) {
    round_trip::<Money>(data);
    round_trip::<Payment>(data);
    round_trip::<Payout>(data);
    round_trip::<Refund>(data);
    round_trip::<Subscription>(data);
    round_trip::<Error>(data);
}

fn round_trip<T: DeserializeOwned + Serialize + Debug>(data: &[u8]) {
    let Ok(loaded) = serde_json::from_slice::<T>(data) else {
        return;
    };
    let stored = serde_json::to_string(&loaded).expect("a value is data");
    let again: T = serde_json::from_str(&stored).expect("what was stored is loaded");
    let again = serde_json::to_string(&again).expect("a value is data");
    assert_eq!(again, stored, "{loaded:?}");
}

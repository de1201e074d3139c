//! A report: what it says about itself, and its transactions.

use std::fmt;

use payments_kit::codec::{Absorb, Key, Scalar, Texts, from_json};
use payments_kit::wire_object;
use serde::Deserialize;
use serde::de::{self, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

wire_object! {
    /// What a report says about itself.
    pub(crate) struct ReportStatus {
        result: Texts = "result",
        message: Texts = "message",
        elements: Texts = "elements",
        pages: Texts = "no_pages",
        page: Texts = "no_page",
    }
}

/// The transactions of a report under their names there, in the service's order.
///
/// Each is read on its own, so that one that cannot be read hides no other.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    all: Vec<(String, Row)>,
    /// Whether there was a list at all, if an empty one.
    is_list: bool,
}

/// A transaction, if it could be read.
type Row = Option<Box<WireTransaction>>;

impl Rows {
    pub(crate) fn is_list(&self) -> bool {
        self.is_list
    }

    pub(crate) fn into_vec(self) -> Vec<(String, Row)> {
        self.all
    }
}

impl Absorb for Rows {
    fn absorb(&mut self, mut other: Self) {
        self.all.append(&mut other.all);
        self.is_list |= other.is_list;
    }
}

impl<'de> Deserialize<'de> for Rows {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Reports come in JSON only.
        if !deserializer.is_human_readable() {
            IgnoredAny::deserialize(deserializer)?;
            return Ok(Self::default());
        }
        let raw = <&RawValue>::deserialize(deserializer)?.get();
        let mut rows = Self::default();
        if raw.starts_with('{') {
            let Members(members) = serde_json::from_str(raw).map_err(de::Error::custom)?;
            rows.is_list = true;
            for (name, raw) in members {
                rows.all.push((name, row(raw)));
            }
        } else if raw.starts_with('[') {
            let list: Vec<&RawValue> = serde_json::from_str(raw).map_err(de::Error::custom)?;
            rows.is_list = true;
            let unnamed = list.into_iter().map(|raw| (String::new(), row(raw)));
            rows.all.extend(unnamed);
        }
        Ok(rows)
    }
}

/// The transaction in a piece of JSON, if it is an object that can be read.
fn row(raw: &RawValue) -> Row {
    let raw = raw.get();
    let read = || from_json(raw.as_bytes()).ok();
    raw.starts_with('{').then(read).flatten()
}

/// The members of an object, of which one name may come twice.
struct Members<'de>(Vec<(String, &'de RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct All;

        impl<'de> Visitor<'de> for All {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut all = Vec::new();
                while let Some((name, raw)) = map.next_entry::<Key<'_>, &RawValue>()? {
                    all.push((name.as_str().to_owned(), raw));
                }
                Ok(Members(all))
            }
        }

        deserializer.deserialize_map(All)
    }
}

wire_object! {
    pub(crate) struct WireTransaction {
        id: Scalar = "transaction_id",
        order_id: Scalar = "order_id",
        branch_id: Scalar = "branch_id",
        branch_name: Scalar = "branch_name",
        param_1: Scalar = "param_1",
        param_2: Scalar = "param_2",
        param_3: Scalar = "param_3",
        param_4: Scalar = "param_4",
        param_5: Scalar = "param_5",
        amount: Scalar = "amount",
        timestamp: Scalar = "timestamp",
        authorized: Texts = "authorized",
        authorization_number: Scalar = "authorization_number",
        status: Scalar = "status",
        processor_message: Scalar = "processor_message",
        transaction_type: Scalar = "transaction_type",
        transaction_via: Scalar = "transaction_via",
        card: CardInfo = "card_info",
        cardholder: Cardholder = "cardholder",
    }
}

wire_object! {
    pub(crate) struct CardInfo {
        brand: Scalar = "brand",
        country: Scalar = "country",
        last_four: Scalar = "last_4_digits",
        bank: Scalar = "bank",
    }
}

wire_object! {
    pub(crate) struct Cardholder {
        email: Scalar = "email",
        name: Scalar = "name",
    }
}

//! Amounts and dates as the service writes them.

use rust_decimal::Decimal;
use serde::ser::Error as _;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;
use time::OffsetDateTime;
use time::macros::format_description;

use crate::mpandco::state::ids::venezuelan_time;

/// An amount that becomes a JSON number with exactly its digits, less trailing zeros.
pub(crate) struct Number(pub(crate) Decimal);

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        RawValue::from_string(self.0.normalize().to_string())
            .map_err(S::Error::custom)?
            .serialize(serializer)
    }
}

/// A date and time on Venezuelan clocks, without its zone.
pub(crate) fn date(at: OffsetDateTime) -> String {
    venezuelan_time(at)
        .format(format_description!(
            "[year]-[month]-[day] [hour]:[minute]:[second]"
        ))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn an_amount_no_float_could_hold_keeps_every_digit() {
        let amount = Decimal::from_str_exact("90071992547.40993100").unwrap();
        let text = serde_json::to_string(&Number(amount)).unwrap();
        assert_eq!(text, "90071992547.409931");
    }

    #[test]
    fn dates_are_four_hours_behind_utc() {
        assert_eq!(
            date(datetime!(2021-05-19 22:26:34 UTC)),
            "2021-05-19 18:26:34"
        );
    }
}

//! Decimals for properties about money, of this crate and of the providers.

use proptest::prelude::*;
use proptest::sample::select;
use rust_decimal::Decimal;

/// What a float would change, and the ends of the range.
const SPECIAL: [&str; 12] = [
    "0.1",
    "0.3",
    "1.005",
    "4.35",
    "9007199254740993.01",
    "0.000000000000000001",
    "240.500000000000000001",
    "792281625142643375935439503.35",
    "7922816251426433759354395033.5",
    "79228162514264337593543950335",
    "0.0000000000000000000000000001",
    "1.0000000000000000000000000001",
];

/// Any decimal that is more than nothing. Half of them have so few decimals that they may be
/// money, and more than chance would have it are special.
pub(crate) fn decimals() -> impl Strategy<Value = Decimal> {
    let parts = (any::<[u32; 3]>(), prop_oneof![0..=2_u32, 0..=28_u32]);
    let any_decimal = parts
        .prop_map(|([low, mid, high], scale)| Decimal::from_parts(low, mid, high, false, scale))
        .prop_filter("more than nothing", |decimal| !decimal.is_zero());
    let special = select(&SPECIAL[..]).prop_map(|text| text.parse().unwrap());
    prop_oneof![3 => any_decimal, 1 => special]
}

/// The ways in which a service may write a number: as it is, with many zeros, with an exponent.
pub(crate) fn writings(amount: Decimal) -> [String; 3] {
    let plain = amount.to_string();
    let long = match plain.contains('.') {
        true => format!("{plain}00"),
        false => format!("{plain}.000000000000000000"),
    };
    let with_exponent = format!("{}E-{}", amount.mantissa(), amount.scale());
    [plain, long, with_exponent]
}

/// Settings for properties whose failures are told, not kept in a file.
pub(crate) fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

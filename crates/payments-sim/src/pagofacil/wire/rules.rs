//! What a single field must look like. Messages repeat the input, as the service's do.

use std::net::Ipv4Addr;

use rust_decimal::Decimal;
use time::Date;
use time::macros::format_description;

/// Any text.
pub(crate) fn any(text: &str) -> Result<String, String> {
    Ok(text.to_owned())
}

/// At least `min` characters. The message was recorded.
pub(crate) fn at_least(min: usize) -> impl Fn(&str) -> Result<String, String> {
    move |text| {
        if text.chars().count() >= min {
            Ok(text.to_owned())
        } else {
            Err(format!("'{text}' tiene menos de '{min}' caracteres"))
        }
    }
}

/// At most `max` characters.
pub(crate) fn at_most(max: usize) -> impl Fn(&str) -> Result<String, String> {
    move |text| {
        if text.chars().count() <= max {
            Ok(text.to_owned())
        } else {
            Err(format!("'{text}' tiene mas de {max} caracteres"))
        }
    }
}

/// Nothing but digits, `min` to `max` of them.
pub(crate) fn digits(min: usize, max: usize) -> impl Fn(&str) -> Result<String, String> {
    move |text| {
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        if digits && (min..=max).contains(&text.len()) {
            Ok(text.to_owned())
        } else if min == max {
            Err(format!("'{text}' debe contener {max} digitos"))
        } else {
            Err(format!("'{text}' debe contener de {min} a {max} digitos"))
        }
    }
}

/// Two digits, the last two of a year.
pub(crate) fn short_year(text: &str) -> Result<i32, String> {
    let year = digits(2, 2)(text)?.parse::<i32>();
    year.map(|year| 2000 + year)
        .map_err(|_| format!("'{text}' no es un anyo"))
}

/// Two digits, 01 to 12.
pub(crate) fn month(text: &str) -> Result<u8, String> {
    let month = digits(2, 2)(text)?.parse().ok();
    month
        .filter(|month| (1..=12).contains(month))
        .ok_or_else(|| format!("'{text}' no es un mes"))
}

/// A day of the month, with or without a leading zero.
pub(crate) fn day(text: &str) -> Result<u8, String> {
    let day = digits(1, 2)(text)?.parse().ok();
    day.filter(|day| (1..=31).contains(day))
        .ok_or_else(|| format!("'{text}' no esta entre 1 y 31"))
}

/// A `decimal(7,2)` above zero.
pub(crate) fn amount(text: &str) -> Result<Decimal, String> {
    let plain = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    let amount = Decimal::from_str_exact(text).ok().filter(|_| plain);
    amount
        .filter(|amount| amount.scale() <= 2 && *amount > Decimal::ZERO)
        .filter(|amount| *amount <= Decimal::new(9_999_999, 2))
        .ok_or_else(|| format!("'{text}' no es un monto valido"))
}

/// `dd-mm-yyyy`
pub(crate) fn date(text: &str) -> Result<Date, String> {
    let format = format_description!("[day]-[month]-[year]");
    let date = Date::parse(text, format).ok();
    date.filter(|_| text.len() == "dd-mm-yyyy".len())
        .ok_or_else(|| format!("'{text}' no es una fecha valida (dd-mm-aaaa)"))
}

/// `0` or `1`
pub(crate) fn flag(text: &str) -> Result<bool, String> {
    match text {
        "0" => Ok(false),
        "1" => Ok(true),
        _ => Err(format!("'{text}' no es 0 ni 1")),
    }
}

/// Dotted IPv4.
pub(crate) fn ip(text: &str) -> Result<Ipv4Addr, String> {
    text.parse()
        .map_err(|_| format!("'{text}' no es una direccion IP valida"))
}

/// One of the numbers of the service.
pub(crate) fn service(numbers: &[&str]) -> impl Fn(&str) -> Result<(), String> {
    move |text| {
        if numbers.contains(&text) {
            Ok(())
        } else {
            Err(format!("idServicio {text} no encontrado"))
        }
    }
}

/// One of the keys that the service issued.
pub(crate) fn key(name: &str, issued: &str) -> impl Fn(&str) -> Result<(), String> {
    move |text| {
        if text == issued {
            Ok(())
        } else {
            Err(format!("{name} {text} no encontrado"))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Debug;

    use super::*;

    #[track_caller]
    fn takes<T: Debug>(rule: impl Fn(&str) -> Result<T, String>, texts: &[&str]) {
        for text in texts {
            assert!(rule(text).is_ok(), "refused {text:?}");
        }
    }

    #[track_caller]
    fn refuses<T: Debug>(rule: impl Fn(&str) -> Result<T, String>, texts: &[&str]) {
        for text in texts {
            assert!(rule(text).is_err(), "took {text:?}");
        }
    }

    #[test]
    fn lengths_are_counted_in_characters() {
        takes(at_most(4), &["José", ""]);
        refuses(at_most(4), &["Josés"]);
    }

    #[test]
    fn digits_are_counted_and_nothing_else_is_among_them() {
        takes(digits(7, 10), &["5555555", "5555555555"]);
        refuses(
            digits(7, 10),
            &["555555", "55555555555", "555-5555", "٥٥٥٥"],
        );
    }

    #[test]
    fn expirations_are_two_digits() {
        assert_eq!(short_year("16"), Ok(2016));
        refuses(short_year, &["6", "2016", "1a"]);
        assert_eq!(month("09"), Ok(9));
        refuses(month, &["9", "00", "13"]);
    }

    #[test]
    fn a_day_lies_between_1_and_31() {
        assert_eq!(day("05"), Ok(5));
        takes(day, &["1", "31"]);
        refuses(day, &["0", "32", "-1", "100", ""]);
    }

    #[test]
    fn an_amount_has_seven_digits_two_of_them_decimals() {
        takes(amount, &["800", "800.5", "0.01", "99999.99"]);
        refuses(
            amount,
            &[
                "0", "0.00", "-1", "1.001", "100000", "1e2", "1,5", "+1", "1_0", ".",
            ],
        );
    }

    #[test]
    fn a_date_starts_with_the_day_and_is_padded() {
        assert_eq!(date("16-09-2013"), Ok(time::macros::date!(2013 - 09 - 16)));
        refuses(
            date,
            &[
                "2013-09-16",
                "31-02-2014",
                "1-9-2013",
                "16/09/2013",
                "16-09-+2013",
            ],
        );
    }

    #[test]
    fn flags_addresses_and_services_are_exact() {
        assert_eq!((flag("0"), flag("1")), (Ok(false), Ok(true)));
        refuses(flag, &["2", "true"]);
        takes(ip, &["200.1.1.1"]);
        refuses(ip, &["200.1.1", "200.1.1.256", "::1"]);
        takes(service(&["2", "3"]), &["2", "3"]);
        refuses(service(&["2", "3"]), &["1", "03", ""]);
    }

    #[test]
    fn a_key_that_was_not_issued_is_repeated_in_the_message() {
        takes(key("idUsuario", "a"), &["a"]);
        assert_eq!(
            key("idUsuario", "a")("XXX"),
            Err("idUsuario XXX no encontrado".to_owned())
        );
    }
}

//! What the service knows of a card once it is stored, and how it masks one.

/// The networks that the service takes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Brand {
    Visa,
    MasterCard,
    Amex,
}

impl Brand {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Visa => "Visa",
            Self::MasterCard => "Master Card",
            Self::Amex => "Amex",
        }
    }

    pub(crate) fn security_code_digits(self) -> usize {
        if self == Self::Amex { 4 } else { 3 }
    }

    fn of(number: &str) -> Option<Self> {
        match number.get(..4)?.parse::<u16>().ok()? {
            4000..=4999 => Some(Self::Visa),
            2221..=2720 | 5100..=5599 => Some(Self::MasterCard),
            3400..=3499 | 3700..=3799 => Some(Self::Amex),
            _ => None,
        }
    }
}

/// A card without its number.
pub(crate) struct Card {
    pub(crate) brand: Brand,
    /// `(16) **** **** **** 1111`
    pub(crate) masked: String,
    pub(crate) last_four: String,
}

impl Card {
    /// Checks a number as it was sent. The messages repeat it in full, as the service's do.
    pub(crate) fn read(number: &str) -> Result<Self, String> {
        if !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(format!("'{number}' debe contener solo digitos"));
        }
        let brand = Brand::of(number)
            .ok_or_else(|| format!("'{number}' no es de una institucion permitida"))?;
        let digits = if brand == Brand::Amex { 15 } else { 16 };
        if number.len() != digits {
            return Err(format!("'{number}' debe contener {digits} digitos"));
        }
        Ok(Self {
            brand,
            masked: mask_number(number),
            last_four: number.chars().skip(digits - 4).collect(),
        })
    }
}

/// `(16) **** **** **** 1111`; nothing but stars when there are not more than four characters.
pub(crate) fn mask_number(number: &str) -> String {
    let length = number.chars().count();
    if length <= 4 {
        return mask(number);
    }
    let mut masked = format!("({length}) ");
    for position in 0..length - 4 {
        masked.push('*');
        if position % 4 == 3 {
            masked.push(' ');
        }
    }
    if !masked.ends_with(' ') {
        masked.push(' ');
    }
    masked.extend(number.chars().skip(length - 4));
    masked
}

/// [`mask_number`] without the last of its spaces.
pub(crate) fn mask_number_tightly(number: &str) -> String {
    let masked = mask_number(number);
    match masked.rsplit_once("* ") {
        Some((stars, last_four)) => format!("{stars}*{last_four}"),
        None => masked,
    }
}

/// A placeholder for the hash of a card, from which its number could be found again.
pub(crate) fn fake_hash() -> String {
    format!("{:0>40}", "cc")
}

/// `(3) ***`; an empty text stays empty.
pub(crate) fn mask(text: &str) -> String {
    match text.chars().count() {
        0 => String::new(),
        length => format!("({length}) {}", "*".repeat(length)),
    }
}

#[cfg(test)]
mod tests {
    use super::{Brand, Card, mask, mask_number, mask_number_tightly};

    fn number(start: &str, length: usize) -> String {
        format!("{start:1<length$}")
    }

    #[test]
    fn a_number_keeps_its_length_and_its_last_four() {
        assert_eq!(mask_number(&number("5", 16)), "(16) **** **** **** 1111");
        assert_eq!(mask_number(&number("37", 15)), "(15) **** **** *** 1111");
        assert_eq!(mask_number("1234"), "(4) ****");
        assert_eq!(
            mask_number_tightly(&number("5", 16)),
            "(16) **** **** ****1111"
        );
        assert_eq!(mask_number_tightly("1234"), "(4) ****");
    }

    #[test]
    fn short_secrets_are_stars_and_empty_ones_stay_empty() {
        assert_eq!(mask("222"), "(3) ***");
        assert_eq!(mask(""), "");
    }

    #[test]
    fn the_first_digits_tell_the_brand() {
        for (start, length, brand) in [
            ("4", 16, Brand::Visa),
            ("5", 16, Brand::MasterCard),
            ("2221", 16, Brand::MasterCard),
            ("34", 15, Brand::Amex),
            ("37", 15, Brand::Amex),
        ] {
            let card = Card::read(&number(start, length));
            assert!(card.is_ok_and(|card| card.brand == brand), "{start}");
        }
    }

    #[test]
    fn a_refused_number_is_repeated_in_the_message() {
        let foreign = number("1", 16);
        assert_eq!(
            Card::read(&foreign).err(),
            Some(format!("'{foreign}' no es de una institucion permitida"))
        );
        assert!(Card::read(&number("56", 16)).is_err());
        assert!(Card::read(&number("4", 15)).is_err());
        assert!(Card::read("4111-").is_err());
        assert!(Card::read("").is_err());
    }
}

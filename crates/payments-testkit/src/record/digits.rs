//! Detects digits that could be a card number.

/// Whether a text holds 13 to 19 consecutive digits, or groups of them joined by blanks or dashes.
/// Receipts (`P` and 13 digits), the decimals of an amount and UUIDs do not count.
pub(super) fn could_be_card(text: &str) -> bool {
    let mut groups: Vec<usize> = Vec::new();
    let mut before = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(char::is_numeric) {
        let (skipped, digits) = rest.split_at(start);
        before.push_str(skipped);
        if let Some(after) = uuid_length(&before, digits).and_then(|end| digits.get(end..)) {
            groups.clear();
            before = "-".to_owned();
            rest = after;
            continue;
        }
        let end = digits
            .find(|c: char| !c.is_numeric())
            .unwrap_or(digits.len());
        let (run, after) = digits.split_at(end);
        let length = run.chars().count();
        if !matches!(skipped, " " | "-") {
            groups.clear();
        }
        if is_harmless(&before, length) {
            groups.clear();
        } else {
            groups.push(length);
        }
        if last_groups_are_a_card(&groups) {
            return true;
        }
        before = run.to_owned();
        rest = after;
    }
    false
}

fn last_groups_are_a_card(groups: &[usize]) -> bool {
    let sums = groups.iter().rev().scan(0, |sum, length| {
        *sum += length;
        Some(*sum)
    });
    sums.take_while(|sum| *sum <= 19).any(|sum| sum >= 13)
}

fn is_harmless(before: &str, length: usize) -> bool {
    let mut before = before.chars().rev();
    match before.next() {
        Some('P') => length == 13 && !before.next().is_some_and(char::is_alphanumeric),
        Some('.') => before.next().is_some_and(char::is_numeric),
        _ => false,
    }
}

/// How far a UUID goes on that these digits are the first or a later piece of.
fn uuid_length(before: &str, digits: &str) -> Option<usize> {
    let head: usize = before
        .bytes()
        .rev()
        .take_while(u8::is_ascii_hexdigit)
        .count();
    let mut length = 0;
    for (index, group) in [8, 4, 4, 4, 12].into_iter().enumerate() {
        let group = if index == 0 {
            group - head.min(group)
        } else {
            group
        };
        let piece = digits.get(length..length + group)?;
        if !piece.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        length += group;
        if index < 4 {
            digits.get(length..)?.strip_prefix('-')?;
            length += 1;
        }
    }
    let behind = digits.get(length..)?.chars().next();
    (!behind.is_some_and(char::is_alphanumeric)).then_some(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_is_found_however_it_is_written() {
        for card in [
            "4".repeat(13),
            "4".repeat(19),
            ["4111"; 4].join(" "),
            ["4111"; 4].join("-"),
            format!("3782 {} 10005", "8".repeat(6)),
            format!("12 {} 123 2029", ["4111"; 4].join(" ")),
            format!("P{}", "1".repeat(14)),
            format!("XP{}", "1".repeat(13)),
            format!(".{}", "1".repeat(16)),
            "\u{ff14}".repeat(16),
            // Too long to end a UUID, and behind too many letters to begin one.
            format!("00000000-0000-4000-8000-{}", "4".repeat(13)),
            format!("abcdefabc{}-4000-8000-{}", "0".repeat(4), "4".repeat(13)),
        ] {
            for text in [
                card.clone(),
                format!("a={card}&b"),
                format!("x \"{card}\" y"),
            ] {
                assert!(could_be_card(&text), "{text}");
            }
        }
    }

    #[test]
    fn other_numbers_are_no_cards() {
        for text in [
            format!("P{}", "1".repeat(13)),
            format!("\"P{}\"", "1".repeat(13)),
            format!("240.{}", "0".repeat(18)),
            "1".repeat(12),
            "1".repeat(20),
            "2014-06-11 11:44:47".to_owned(),
            "(16) **** **** **** 1111".to_owned(),
            format!("00000000-0000-4000-8000-{}", "0".repeat(12)),
            format!("id=f5d6a0ee-4112-1124-8112-{}&a=b", "0".repeat(12)),
        ] {
            assert!(!could_be_card(&text), "{text}");
        }
    }
}

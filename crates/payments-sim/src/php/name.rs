//! The names of PHP's input variables.

/// A variable's name: the key before the first bracket, then one step for each pair of
/// brackets, empty ones (`None`) meaning "the next free index".
pub(super) struct Name {
    pub(super) top: String,
    pub(super) steps: Vec<Option<String>>,
}

impl Name {
    /// Reads a decoded name; `None` for one that PHP ignores.
    pub(super) fn read(decoded: &str) -> Option<Self> {
        // The name is a C string there: a NUL ends it.
        let name = decoded.split('\0').next()?.trim_start_matches(' ');
        let (top, mut rest) = match name.split_once('[') {
            Some((top, rest)) => (top, Some(rest)),
            None => (name, None),
        };
        if top.is_empty() {
            return None;
        }
        let mut top = top.replace([' ', '.'], "_");
        let mut steps = Vec::new();
        while let Some(inner) = rest {
            let (step, after) = match (empty_brackets(inner), inner.split_once(']')) {
                (Some(after), _) => (None, after),
                (None, Some((key, after))) => (Some(key.to_owned()), after),
                (None, None) => {
                    // A first bracket that never closes belongs to the name, as an underscore;
                    // a later one is dropped with what follows it.
                    if steps.is_empty() {
                        top = format!("{top}_{inner}");
                    }
                    break;
                }
            };
            steps.push(step);
            rest = after.strip_prefix('[');
        }
        Some(Self { top, steps })
    }
}

/// What follows `]` when the brackets hold nothing, or a single white space.
fn empty_brackets(inner: &str) -> Option<&str> {
    inner
        .strip_prefix([' ', '\t', '\n', '\u{b}', '\u{c}', '\r'])
        .unwrap_or(inner)
        .strip_prefix(']')
}

#[cfg(test)]
mod tests {
    use super::Name;

    /// The keys of a name, `*` standing for empty brackets.
    fn keys(decoded: &str) -> Vec<String> {
        let Some(name) = Name::read(decoded) else {
            return Vec::new();
        };
        let steps = name.steps.into_iter();
        let steps = steps.map(|step| step.unwrap_or_else(|| "*".to_owned()));
        std::iter::once(name.top).chain(steps).collect()
    }

    #[test]
    fn every_pair_of_brackets_is_a_step() {
        assert_eq!(keys("a"), ["a"]);
        assert_eq!(keys("a[b][][c]"), ["a", "b", "*", "c"]);
    }

    #[test]
    fn a_single_space_in_brackets_is_an_empty_key() {
        assert_eq!(keys("a[ ]"), ["a", "*"]);
        assert_eq!(keys("a[\t]"), ["a", "*"]);
        assert_eq!(keys("a[  ]"), ["a", "  "]);
        assert_eq!(keys("a[ b]"), ["a", " b"]);
    }

    #[test]
    fn dots_and_spaces_of_the_top_key_become_underscores() {
        assert_eq!(keys("a.b c"), ["a_b_c"]);
        assert_eq!(keys("d.e[f.g h]"), ["d_e", "f.g h"]);
    }

    #[test]
    fn leading_spaces_are_skipped() {
        assert_eq!(keys("  a "), ["a_"]);
    }

    #[test]
    fn a_first_bracket_that_never_closes_becomes_an_underscore() {
        assert_eq!(keys("a[b"), ["a_b"]);
        assert_eq!(keys("a["), ["a_"]);
    }

    #[test]
    fn a_later_bracket_that_never_closes_is_dropped() {
        assert_eq!(keys("a[b][c"), ["a", "b"]);
        assert_eq!(keys("a[][c"), ["a", "*"]);
    }

    #[test]
    fn text_between_brackets_is_dropped() {
        assert_eq!(keys("a[b]c[d]"), ["a", "b"]);
    }

    #[test]
    fn an_opening_bracket_inside_brackets_belongs_to_the_key() {
        assert_eq!(keys("a[b[c]"), ["a", "b[c"]);
    }

    #[test]
    fn a_nul_ends_a_name() {
        assert_eq!(keys("a\0b"), ["a"]);
    }

    #[test]
    fn a_name_that_starts_with_a_bracket_is_ignored() {
        assert!(keys("[a]").is_empty());
    }
}

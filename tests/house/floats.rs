//! No amount goes through a float, neither by the lints nor by a call. `deny.toml` refuses the
//! features of dependencies that would convert one.

use std::fs;

use crate::files;

fn read(name: &str) -> String {
    fs::read_to_string(files::root().join(name)).unwrap()
}

#[test]
fn the_lint_against_floats_is_in_force_in_every_crate() {
    let clippy = read(".clippy.toml");
    let workspace = read("Cargo.toml");
    for float in ["f32", "f64"] {
        assert!(
            clippy.contains(&format!(r#"{{ path = "{float}", reason"#)),
            "{float}"
        );
    }
    // The types are not to be named, nor is anything to be done to the value of a literal.
    for lint in ["disallowed_types", "float_arithmetic"] {
        assert!(
            workspace.contains(&format!("\n{lint} = \"deny\"\n")),
            "{lint}"
        );
    }
    for krate in files::crates() {
        let manifest = read(&format!("crates/{krate}/Cargo.toml"));
        assert!(manifest.contains("[lints]\nworkspace = true\n"), "{krate}");
        // Another file of settings would take this one's place for the crate.
        for name in [".clippy.toml", "clippy.toml"] {
            let other = files::root().join("crates").join(&krate).join(name);
            assert!(!other.exists(), "{krate}/{name}");
        }
    }
    for (name, text) in sources() {
        for lint in ["clippy::disallowed_types", "clippy::float_arithmetic"] {
            assert!(!text.contains(lint), "{name} lets {lint} through");
        }
    }
}

fn sources() -> impl Iterator<Item = (String, String)> {
    files::all()
        .into_iter()
        .filter(|(name, _)| name.starts_with("crates/") && name.contains("/src/"))
        .filter(|(name, _)| name.ends_with(".rs"))
        .map(|(name, path)| (name, fs::read_to_string(path).unwrap()))
}

/// Whether a line of code has a float in it: by its type, by a conversion, or by a literal.
fn names_a_float(line: &str) -> bool {
    let code = line.split("//").next().unwrap_or_default();
    let words = code.split(|c: char| !c.is_alphanumeric() && c != '_');
    let is_float = |word: &str| {
        [
            "f32",
            "f64",
            "as_f32",
            "as_f64",
            "deserialize_f32",
            "deserialize_f64",
        ]
        .contains(&word)
            || [
                "from_f32",
                "from_f64",
                "to_f32",
                "to_f64",
                "visit_f32",
                "visit_f64",
            ]
            .iter()
            .any(|prefix| word.starts_with(prefix))
    };
    words.into_iter().any(is_float)
}

/// serde's macro is told every type that a value may be asked for as, and gives none of them.
const FORWARDED: &str = "bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char ";

#[test]
fn no_source_names_a_float() {
    for code in [
        "let x = y as f64;",
        "value.as_f64()",
        "Decimal::from_f64_retain(x)",
        "amount.to_f64()",
        "text.parse::<f64>()",
        "let x: f32 = 1.0;",
    ] {
        assert!(names_a_float(code), "{code}");
    }
    assert!(!names_a_float("let hash = 0xf64; // as f64"));
    let mut lines = 0;
    let mut forwarded = Vec::new();
    for (name, text) in sources() {
        for (number, line) in text.lines().enumerate() {
            lines += 1;
            if line.trim().starts_with(FORWARDED) {
                forwarded.push(name.clone());
                continue;
            }
            assert!(!names_a_float(line), "{name}:{}: {line}", number + 1);
        }
    }
    assert!(lines > 1000, "the sources were read");
    forwarded.dedup();
    assert_eq!(
        forwarded,
        ["crates/payments-kit/src/codec/xml/deserializer.rs"]
    );
}

//! What a program weighs that takes payments, beside one that has reqwest, serde and tokio alone.

mod program;

use std::process::ExitCode;
use std::time::Duration;

use payments_bench::report::{Row, Table, Verdict};
use payments_bench::rounds::{decimal, per_mille};
use payments_bench::{Problem, target};

use self::program::Program;

const MOST_CRATES: u64 = 15;
/// Of the build of the program beside it.
const MOST_TIME: u64 = 1_200;

const ALONE: &str = r#"reqwest = { version = "0.13.5", default-features = false, features = ["rustls"] }
serde = { version = "1", features = ["derive"] }
serde_json = "1"
"#;
const MPANDCO: &str = r#"payments-core = { path = "CRATES/payments-core", default-features = false }
provider-mpandco = { path = "CRATES/provider-mpandco" }
"#;
const PAGOFACIL: &str = r#"payments-core = { path = "CRATES/payments-core", default-features = false }
provider-pagofacil = { path = "CRATES/provider-pagofacil" }
"#;

fn main() -> ExitCode {
    target::run(measure)
}

fn measure() -> Result<Table, Problem> {
    let mut table = Table::new("weight", "What a program weighs");
    table.note(
        "A program that fetches a payment, with the core and one provider in their default \
         features, beside one that does it with reqwest (rustls), serde, serde_json and tokio \
         alone. Each is built clean in the release profile, one after the other; its own crate is \
         not counted.",
    );
    let alone = Program::new("alone", ALONE, include_str!("alone.rs.txt"))?;
    let (crates, time) = (alone.crates()?, alone.build()?);
    let size = alone.size()?;
    for (name, title, dependencies, source) in [
        (
            "mpandco",
            "mPandco",
            MPANDCO,
            include_str!("mpandco.rs.txt"),
        ),
        (
            "pagofacil",
            "PagoFácil",
            PAGOFACIL,
            include_str!("pagofacil.rs.txt"),
        ),
    ] {
        let ours = Program::new(name, dependencies, source)?;
        let more = ours.crates()?.saturating_sub(crates);
        table.push(Row {
            figure: format!("{title}: crates"),
            ours: format!("{}", crates + more),
            peer: format!("{crates}"),
            compared: format!("{more} more"),
            budget: format!("≤ {MOST_CRATES} more"),
            verdict: Verdict::of(more <= MOST_CRATES),
        });
        let built = ours.build()?;
        let ratio = per_mille(millis(built), millis(time));
        table.push(Row {
            figure: format!("{title}: clean release build"),
            ours: format!("{} ms", millis(built)),
            peer: format!("{} ms", millis(time)),
            compared: decimal(ratio),
            budget: format!("≤ {}", decimal(MOST_TIME)),
            verdict: Verdict::of(ratio <= MOST_TIME),
        });
        let large = ours.size()?;
        table.push(Row {
            figure: format!("{title}: size of the program, stripped"),
            ours: format!("{} KiB", large / 1024),
            peer: format!("{} KiB", size / 1024),
            compared: decimal(per_mille(large, size)),
            budget: "none".to_owned(),
            verdict: Verdict::Shown,
        });
    }
    Ok(table)
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

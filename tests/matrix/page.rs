//! The measurements as a page of the documentation.

use std::collections::BTreeMap;

use payments_testkit::Fault;
use provider_pagofacil::Encoding;

use super::{Cell, Disruption, Ending, LookUp, PROVIDERS, Point, RULES, Role, Row, Seen};

const ROLES: [Role; 3] = [Role::Read, Role::Before, Role::Money];

/// The most frequent result of a role under a fault, and the calls with another result.
struct Measured {
    most: String,
    /// Which, and what.
    others: Vec<(String, String)>,
}

/// The page, out of the cells that were walked. Nothing in it comes from the rules but the order
/// of the faults and where they happen.
pub fn measured_page(cells: &[Cell]) -> String {
    let (calls, faults) = (calls(cells), Fault::ALL.len());
    let most = cells.iter().filter_map(|cell| cell.seen.times).max();
    let most = most.unwrap_or_default();
    let [needed, truth, manual] = [
        |look_up| look_up != LookUp::NotNeeded,
        |look_up| look_up == LookUp::Correct,
        |look_up| look_up == LookUp::Manual,
    ]
    .map(|is: fn(LookUp) -> bool| cells.iter().filter(|cell| is(cell.look_up)).count());
    let mut page = format!(
        "<!-- Measured. After a change: UPDATE_FAULT_MATRIX=1 cargo test -p payments-tests --test \
         matrix -->\n\
         Each of {calls} calls (every operation of both providers, in each encoding) ran under each of \
         {faults} faults, once\n\
         and persistently: {} cells, over HTTP against a simulator. *Done* and *not \
         done* are what its books\n\
         say afterwards, independently of what the caller was told; nothing was done more than {most} time. Of \
         {needed} calls that move\n\
         money and ended with `Unknown`, {truth} named a call that then reported the truth, and {manual} \
         said what a person can do.\n\
         `cargo run -p payments-tests --example fault_matrix -- cells` prints all of them.\n\n\
         | where | fault | a call that reads | a read before a call that moves money | a call that \
         moves money |\n|---|---|---|---|---|\n",
        cells.len(),
    );
    let mut exceptions = String::new();
    let mut point = None;
    for rule in RULES {
        let here = if point.replace(rule.point) == Some(rule.point) {
            ""
        } else {
            Point::describe(rule.point)
        };
        let fault = rule.fault;
        page.push_str(&format!("| {here} | `{fault:?}` |"));
        for role in ROLES {
            let measured = measured(cells, role, fault);
            page.push_str(&format!(" {} |", measured.most));
            for (who, what) in measured.others {
                exceptions.push_str(&format!("| `{fault:?}` | {who} | {what} |\n"));
            }
        }
        page.push('\n');
    }
    page.push_str("\nExceptions:\n\n| fault | calls | what |\n|---|---|---|\n");
    page.push_str(&exceptions);
    let refused: Vec<Seen> = cells
        .iter()
        .filter(|cell| cell.disruption == Disruption::TokenRefused)
        .map(|cell| cell.seen)
        .collect();
    let done = refused.iter().filter(|seen| seen.ending == Ending::Done);
    page.push_str(&format!(
        "\nThe service itself refuses an access token before it does anything. Then a call of \
         mPandco is made once more\nwith a new one, also where it moves money: of {} calls, {} \
         ending to `Ok`.\n",
        refused.len(),
        done.count(),
    ));
    page
}

fn calls(cells: &[Cell]) -> usize {
    let undisturbed = cells
        .iter()
        .filter(|cell| cell.disruption == Disruption::Nothing);
    undisturbed.count()
}

fn measured(cells: &[Cell], role: Role, fault: Fault) -> Measured {
    let of_role = || cells.iter().filter(|cell| cell.row.role() == role);
    let mut all: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for cell in of_role().filter(|cell| cell.disruption == Disruption::Always(fault)) {
        let once = of_role()
            .find(|other| other.row == cell.row && other.disruption == Disruption::Once(fault))
            .unwrap();
        let what = in_words(cell.row, cell.seen, once.seen);
        all.entry(what).or_default().push(cell.row);
    }
    // Success is the exception.
    let most = all
        .iter()
        .max_by_key(|(what, rows)| (*what != "Ok", rows.len()));
    let most = most.map(|(what, _)| what.clone()).unwrap();
    all.remove(&most);
    let peers: Vec<Row> = of_role()
        .filter(|cell| cell.disruption == Disruption::Nothing)
        .map(|cell| cell.row)
        .collect();
    let others = all
        .into_iter()
        .map(|(what, rows)| (who(&rows, &peers), what));
    Measured {
        most,
        others: others.collect(),
    }
}

fn in_words(row: Row, stays: Seen, once: Seen) -> String {
    let more = |seen: Seen| seen.requests - row.requests;
    match (stays.ending, once.ending) {
        (Ending::Done, _) if stays == once && more(stays) == 0 => "Ok".to_owned(),
        (Ending::Failed(..), Ending::Done) if more(once) == 0 => format!("{stays}; once: Ok"),
        (Ending::Failed(..), Ending::Done) if more(once) == 1 => {
            format!("{stays}; `Ok` if it passes")
        }
        _ if stays == once => stays.to_string(),
        _ => format!("{stays}; once: {once}"),
    }
}

/// Some calls among their peers, in few words.
fn who(rows: &[Row], peers: &[Row]) -> String {
    let mut all = Vec::new();
    for provider in PROVIDERS.iter().map(|provider| provider.name) {
        let of_it = |row: &&Row| row.provider == provider;
        let mut encodings: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for row in rows.iter().filter(of_it) {
            let others = rows.iter().filter(|other| other.name() == row.name());
            let others = others.filter_map(|other| other.encoding);
            let others: Vec<&str> = others.map(Encoding::name).collect();
            let others = if others.len() == Encoding::ALL.len() {
                "any encoding".to_owned()
            } else {
                others.join(", ")
            };
            let names = encodings.entry(others).or_default();
            if !names.contains(&row.name()) {
                names.push(row.name());
            }
        }
        let every = rows.iter().filter(of_it).count() == peers.iter().filter(of_it).count();
        for (encodings, names) in encodings {
            all.push(match (encodings.as_str(), every) {
                (_, true) => format!("{provider}: every one"),
                ("", _) => format!("{provider}: {}", names.join(", ")),
                (encodings, _) => format!("{provider} in {encodings}: {}", names.join(", ")),
            });
        }
    }
    all.dedup();
    all.join("; ")
}

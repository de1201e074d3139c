//! The rules and the cells as tables for a reader.

use payments_core::{Effect, Operation};

use super::{Cell, EXCEPTIONS, Point, RULES, Role, differences, rules};

impl Point {
    /// Where it is, in words.
    pub fn describe(self) -> &'static str {
        match self {
            Self::BeforeSending => "before anything is sent",
            Self::BeforeTheService => "before the service does anything",
            Self::AfterTheService => "after the service did it",
            Self::InTheResponse => "inside the response",
        }
    }
}

/// The rules and the exceptions, in Markdown.
pub fn rules_table() -> String {
    let mut text = String::from(
        "| where | fault | a call that reads | what comes before a call that moves money | \
         a call that moves money |\n|---|---|---|---|---|\n",
    );
    for rule in RULES {
        let [read, before, money] =
            [Role::Read, Role::Before, Role::Money].map(|role| rules::in_words(rule, role));
        let (point, fault) = (rule.point.describe(), rule.fault);
        text.push_str(&format!(
            "| {point} | `{fault:?}` | {read} | {before} | {money} |\n"
        ));
    }
    text.push_str("\n| fault | whose | what | why |\n|---|---|---|---|\n");
    for exception in EXCEPTIONS {
        let faults: Vec<String> = exception
            .faults
            .iter()
            .map(|fault| format!("`{fault:?}`"))
            .collect();
        let (faults, what) = (faults.join(", "), exception.change.describe());
        let (who, why) = (exception.who, exception.why);
        text.push_str(&format!("| {faults} | {who} | {what} | {why} |\n"));
    }
    text
}

/// Every cell as it was measured, in Markdown.
pub fn cells_table(cells: &[Cell]) -> String {
    let mut text = String::from(
        "| call | effect | what went wrong | what came out | finding out | as it must be |\n\
         |---|---|---|---|---|---|\n",
    );
    for cell in cells {
        let (row, disruption, seen, look_up) = (cell.row, cell.disruption, cell.seen, cell.look_up);
        let effect = effect(row.at);
        let verdict = if differences(&[*cell]).is_none() {
            "yes"
        } else {
            "NO"
        };
        text.push_str(&format!(
            "| {row} | {effect} | {disruption} | {seen} | {look_up:?} | {verdict} |\n"
        ));
    }
    text
}

fn effect(operation: Operation) -> &'static str {
    match operation.effect() {
        Effect::Read => "reads",
        Effect::Write => "writes",
        Effect::MovesMoney => "moves money",
    }
}

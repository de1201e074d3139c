//! `payments mpandco send-payout` and `send-payouts`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;
use futures_util::StreamExt;
use indicatif::{ProgressBar, ProgressStyle};
use payments_core::{
    Currency, Money, Outcome, PayoutProvider, PayoutProviderExt, PayoutRequest, PayoutSpeed,
    PayoutStatus, Violations,
};
use serde::{Deserialize, Serialize};

use crate::exit::{Ending, Failure};
use crate::output::Output;

/// One payout, from arguments or from a line of a file.
#[derive(Args, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Row {
    /// Your own identifier of the payout, unique
    #[arg(long)]
    reference: String,
    /// The amount in VES
    #[arg(long)]
    amount: String,
    /// Who receives it
    #[arg(long)]
    name: String,
    /// The receiver's identity document, such as V19123456
    #[arg(long)]
    document: String,
    /// The receiver's bank account
    #[arg(long)]
    account: String,
    /// The receiver's phone number
    #[arg(long)]
    #[serde(default)]
    phone: Option<String>,
    /// The receiver's e-mail address
    #[arg(long)]
    #[serde(default)]
    email: Option<String>,
    /// At once, for another fee, instead of within a day
    #[arg(long)]
    #[serde(default)]
    instant: bool,
}

impl Row {
    pub(super) fn request(self) -> PayoutRequest {
        let amount = Money::parse(&self.amount, Currency::VES);
        let reference = self.reference.as_str();
        let mut request =
            PayoutRequest::new(reference, amount, self.name, self.document, self.account);
        if let Some(phone) = self.phone {
            request = request.with_phone(phone);
        }
        if let Some(email) = self.email {
            request = request.with_email(email);
        }
        if self.instant {
            request = request.with_speed(PayoutSpeed::Instant);
        }
        request
    }
}

#[derive(Args)]
pub(crate) struct Batch {
    /// A CSV file with the columns reference, amount, name, document, account, and perhaps phone,
    /// email and instant (true or false)
    file: PathBuf,
    /// How many are sent at the same time
    #[arg(long, default_value_t = 8)]
    in_flight: usize,
}

/// The result of a row.
#[derive(Serialize)]
struct Sent {
    row: usize,
    reference: String,
    id: Option<String>,
    status: Option<serde_json::Value>,
    outcome: Option<Outcome>,
    error: Option<String>,
}

impl Batch {
    /// Sends every row once, independent of the results of the others, and prints every result.
    pub(super) async fn send(
        self,
        payouts: &dyn PayoutProvider,
        output: Output,
    ) -> Result<Ending, Failure> {
        let requests = self.requests()?;
        let references: Vec<String> = requests
            .iter()
            .map(|request| request.reference().to_string())
            .collect();
        let bar = bar(requests.len());
        let mut ending = Ending::Done;
        let mut rows = BTreeMap::new();
        let mut results = std::pin::pin!(payouts.send_payouts(requests, self.in_flight));
        while let Some((row, result)) = results.next().await {
            bar.inc(1);
            let mut sent = Sent {
                row: row + 1,
                reference: references.get(row).cloned().unwrap_or_default(),
                id: None,
                status: None,
                outcome: None,
                error: None,
            };
            match result {
                Ok(payout) => {
                    if payout.status != PayoutStatus::Accepted {
                        // It was accepted with a status that is not documented.
                        ending = worse(ending, Ending::Unknown);
                    }
                    sent.id = Some(payout.id.to_string());
                    sent.status = serde_json::to_value(&payout.status).ok();
                }
                Err(error) => {
                    ending = worse(ending, Ending::of(&error));
                    sent.outcome = Some(error.outcome());
                    sent.error = Some(error.to_string());
                }
            }
            rows.insert(row, sent);
        }
        bar.finish_and_clear();
        let rows: Vec<Sent> = rows.into_values().collect();
        output.print(&rows)?;
        Ok(ending)
    }

    /// The rows of the file, or everything that is wrong with them: nothing is sent then.
    fn requests(&self) -> Result<Vec<PayoutRequest>, Failure> {
        let unreadable = |error: csv::Error| {
            // Its own text may quote a row, and a row is about a person.
            let place = error.position().map(csv::Position::line).unwrap_or(0);
            Failure::usage(format!("the file cannot be read at line {place}"))
        };
        let mut requests = Vec::new();
        let mut problems = Vec::new();
        let mut seen = BTreeMap::new();
        let mut reader = csv::Reader::from_path(&self.file).map_err(unreadable)?;
        for (index, row) in reader.deserialize::<Row>().enumerate() {
            let request = row.map_err(unreadable)?.request();
            let row = index + 1;
            let mut violations = Violations::new();
            request.check(&mut violations);
            if let Some(first) = seen.insert(request.reference().to_string(), row) {
                violations.push("reference", format!("is used in row {first} already"));
            }
            problems.extend(
                violations
                    .iter()
                    .map(|violation| format!("row {row}: {violation}")),
            );
            requests.push(request);
        }
        if problems.is_empty() {
            Ok(requests)
        } else {
            Err(Failure::usage(format!(
                "nothing was sent, for\n{}",
                problems.join("\n")
            )))
        }
    }
}

/// A batch ends as its worst row: an unknown outcome before a rejection before anything else.
fn worse(ending: Ending, other: Ending) -> Ending {
    let rank = |ending| match ending {
        Ending::Done => 0,
        Ending::NotSent | Ending::Invalid | Ending::Failed | Ending::NotRecorded => 1,
        Ending::Rejected => 2,
        Ending::Unknown => 3,
    };
    if rank(other) > rank(ending) {
        other
    } else {
        ending
    }
}

fn bar(rows: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} payouts, {elapsed}");
    let bar = ProgressBar::new(u64::try_from(rows).unwrap_or(u64::MAX));
    // The template is fixed; without it the bar has its plain style.
    match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

//! Two things side by side.

use std::time::Duration;

use crate::Problem;
use crate::report::{Row, Verdict};
use crate::stopwatch::Stopwatch;

/// What two things took.
#[derive(Clone, Copy, Debug)]
pub struct Compared {
    /// The first in the median round.
    pub ours: Duration,
    /// The second in the median round.
    pub peer: Duration,
    /// The first in thousandths of the second: the median of the rounds' ratios.
    pub per_mille: u64,
    /// Where the middle half of the ratios begins and ends.
    pub middle: (u64, u64),
}

/// Measures two things in rounds that take turns in who comes first, after one that is thrown
/// away.
///
/// # Errors
///
/// The first failure of either.
pub fn side_by_side(
    stopwatch: Stopwatch,
    rounds: usize,
    mut ours: impl FnMut() -> Result<(), Problem>,
    mut peer: impl FnMut() -> Result<(), Problem>,
) -> Result<Compared, Problem> {
    ours()?;
    peer()?;
    let (mut all_ours, mut all_peer, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..rounds {
        let (one, other) = if round % 2 == 0 {
            let one = stopwatch.time(&mut ours)?;
            (one, stopwatch.time(&mut peer)?)
        } else {
            let other = stopwatch.time(&mut peer)?;
            (stopwatch.time(&mut ours)?, other)
        };
        ratios.push(per_mille(nanos(one), nanos(other)));
        all_ours.push(one);
        all_peer.push(other);
    }
    Ok(Compared {
        ours: at(&mut all_ours, 500),
        peer: at(&mut all_peer, 500),
        per_mille: at(&mut ratios, 500),
        middle: (at(&mut ratios, 250), at(&mut ratios, 750)),
    })
}

/// The value below which so many thousandths of all are.
fn at<T: Copy + Default + Ord>(values: &mut [T], per_mille: usize) -> T {
    values.sort_unstable();
    let place = values.len().saturating_sub(1) * per_mille / 1000;
    values.get(place).copied().unwrap_or_default()
}

fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

/// `part` in thousandths of `whole`.
pub fn per_mille(part: u64, whole: u64) -> u64 {
    part.saturating_mul(1000) / whole.max(1)
}

/// Thousandths as a decimal: `1.150`.
pub fn decimal(per_mille: u64) -> String {
    format!("{}.{:03}", per_mille / 1000, per_mille % 1000)
}

/// A time for one of `count`: `1234 ns`.
pub fn each(time: Duration, count: u64) -> String {
    let nanos = nanos(time) / count.max(1);
    if nanos < 100_000 {
        format!("{nanos} ns")
    } else {
        format!("{} µs", nanos / 1000)
    }
}

impl Compared {
    /// A row about the time of one of `count`, at most `budget` thousandths of the peer's.
    pub fn time_row(&self, figure: impl Into<String>, count: u64, budget: u64) -> Row {
        let mut row = self.shown(figure, count);
        row.budget = format!("≤ {}", decimal(budget));
        row.verdict = Verdict::of(self.per_mille <= budget);
        row
    }

    /// A row about the throughput, at least `budget` thousandths of the peer's.
    pub fn throughput_row(&self, figure: impl Into<String>, count: u64, budget: u64) -> Row {
        let inverse = |ratio: u64| per_mille(1000, ratio);
        let throughput = inverse(self.per_mille);
        let mut row = self.shown(figure, count);
        row.compared = format!(
            "{} ({}–{})",
            decimal(throughput),
            decimal(inverse(self.middle.1)),
            decimal(inverse(self.middle.0))
        );
        row.budget = format!("≥ {}", decimal(budget));
        row.verdict = Verdict::of(throughput >= budget);
        row
    }

    /// A row without a budget.
    pub fn shown(&self, figure: impl Into<String>, count: u64) -> Row {
        Row {
            figure: figure.into(),
            ours: each(self.ours, count),
            peer: each(self.peer, count),
            compared: format!(
                "{} ({}–{})",
                decimal(self.per_mille),
                decimal(self.middle.0),
                decimal(self.middle.1)
            ),
            budget: String::new(),
            verdict: Verdict::Shown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compared(per_mille: u64) -> Compared {
        Compared {
            ours: Duration::from_nanos(2_000),
            peer: Duration::from_nanos(1_000),
            per_mille,
            middle: (per_mille, per_mille),
        }
    }

    #[test]
    fn a_budget_is_held_up_to_itself() {
        for (ratio, verdict) in [(1150, Verdict::Held), (1151, Verdict::Broken)] {
            assert_eq!(compared(ratio).time_row("", 1, 1150).verdict, verdict);
        }
        for (ratio, verdict) in [(1000, Verdict::Held), (1040, Verdict::Broken)] {
            assert_eq!(compared(ratio).throughput_row("", 1, 970).verdict, verdict);
        }
    }

    #[test]
    fn figures_read_as_they_are() {
        let row = compared(2000).shown("x", 2);
        assert_eq!(
            (row.ours.as_str(), row.peer.as_str()),
            ("1000 ns", "500 ns")
        );
        assert_eq!(row.compared, "2.000 (2.000–2.000)");
        assert_eq!(
            compared(2000).throughput_row("x", 1, 1).compared,
            "0.500 (0.500–0.500)"
        );
        assert_eq!(each(Duration::from_millis(3), 2), "1500 µs");
    }

    #[test]
    fn the_middle_is_the_median_and_failures_end_it() {
        assert_eq!(at(&mut [9, 1, 5], 500), 5);
        assert_eq!(at::<u64>(&mut [], 500), 0);
        let mut calls = 0;
        let fails = || {
            calls += 1;
            if calls > 2 {
                Err("third".into())
            } else {
                Ok(())
            }
        };
        assert!(side_by_side(Stopwatch::Processor, 9, fails, || Ok(())).is_err());
    }
}

//! Whether other programs used the processors while a target measured.

use std::fs;
use std::time::Duration;

use crate::Problem;

/// The share of the processors' time that other programs may use, in thousandths. Rounds in turns
/// tolerate more, but the absolute figures of a page do not.
const MOST: u64 = 50;

/// The kernel counts in hundredths of a second, on every architecture.
const TICK: Duration = Duration::from_millis(10);

/// The processors' time at the start of a measurement.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Load {
    machine: Ticks,
    own: u64,
}

/// The time of all processors together since the machine started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Ticks {
    busy: u64,
    all: u64,
}

impl Load {
    /// The load from now on.
    ///
    /// # Errors
    ///
    /// When the system does not tell: only Linux does.
    pub(crate) fn start() -> Result<Self, Problem> {
        Ok(Self {
            machine: machine(&read("/proc/stat")?).ok_or("/proc/stat has no processors")?,
            own: own(&read("/proc/self/stat")?).ok_or("/proc/self/stat has no times")?,
        })
    }

    /// Fails when other programs used more of the processors than they may. The time of this
    /// process includes that of the child processes that it has waited for.
    ///
    /// # Errors
    ///
    /// When the machine was busy, or the system does not tell.
    pub(crate) fn check(self) -> Result<(), Problem> {
        let now = Self::start()?;
        let share = others(self, now);
        if share <= MOST {
            return Ok(());
        }
        let seconds = TICK.as_millis() * u128::from(now.machine.all - self.machine.all) / 1000;
        Err(format!(
            "the machine was busy: in {seconds} s of processor time, other programs used {} of a \
             hundred, and {} are allowed. The page is not written",
            share / 10,
            MOST / 10
        )
        .into())
    }
}

/// The share of others in the processors' time between two readings, in thousandths.
fn others(start: Load, end: Load) -> u64 {
    let all = end.machine.all.saturating_sub(start.machine.all);
    let busy = end.machine.busy.saturating_sub(start.machine.busy);
    let own = end.own.saturating_sub(start.own);
    busy.saturating_sub(own) * 1000 / all.max(1)
}

fn read(file: &str) -> Result<String, Problem> {
    fs::read_to_string(file)
        .map_err(|error| format!("the load of the machine is unknown: {file}: {error}").into())
}

/// The first line: `cpu user nice system idle iowait irq softirq steal guest guest_nice`. A guest's
/// time is part of the user's.
fn machine(stat: &str) -> Option<Ticks> {
    let line = stat.lines().next()?.strip_prefix("cpu ")?;
    let times: Vec<u64> = line
        .split_whitespace()
        .take(8)
        .map(str::parse)
        .collect::<Result<_, _>>()
        .ok()?;
    let [user, nice, system, idle, waiting, interrupts @ ..] = times.as_slice() else {
        return None;
    };
    let busy = user + nice + system + interrupts.iter().sum::<u64>();
    Some(Ticks {
        busy,
        all: busy + idle + waiting,
    })
}

/// The times after the name, which is in parentheses: utime, stime, cutime and cstime.
fn own(stat: &str) -> Option<u64> {
    let (_, rest) = stat.rsplit_once(')')?;
    let times: Vec<u64> = rest
        .split_whitespace()
        .skip(11)
        .take(4)
        .map(str::parse)
        .collect::<Result<_, _>>()
        .ok()?;
    (times.len() == 4).then(|| times.iter().sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    const STAT: &str = "cpu  100 0 50 800 10 1 2 7 0 0\ncpu0 50 0 25 400 5 0 1 3 0 0\n";
    const SELF: &str = "42 (a (b) c) S 1 42 42 0 -1 4194560 1 0 0 0 30 10 5 5 20 0 1 0 1 1 1";

    #[test]
    fn the_times_are_read() {
        let ticks = Ticks {
            busy: 160,
            all: 970,
        };
        assert_eq!(machine(STAT), Some(ticks));
        assert_eq!(own(SELF), Some(50));
        assert_eq!(machine("intr 1"), None);
        assert_eq!(own("42 (a) S 1"), None);
    }

    #[test]
    fn a_busy_machine_is_noticed_and_this_process_is_not_another() {
        let at = |busy, all, own| Load {
            machine: Ticks { busy, all },
            own,
        };
        assert_eq!(others(at(0, 0, 0), at(1000, 2000, 1000)), 0);
        assert_eq!(others(at(0, 0, 0), at(1100, 2000, 1000)), 50);
        assert_eq!(others(at(100, 0, 100), at(1200, 2000, 1000)), 100);
    }
}

//! How time is taken.

use std::time::{Duration, Instant};

use crate::Problem;

/// What a time is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopwatch {
    /// That of the clock on the wall, for whatever waits.
    Wall,
    /// That of the processor on this thread, for work that waits for nothing: while others have
    /// the processor, it stops. The same as the wall's where the system does not tell it.
    Processor,
}

impl Stopwatch {
    /// How long something takes.
    ///
    /// # Errors
    ///
    /// Its failure.
    pub fn time(self, work: &mut impl FnMut() -> Result<(), Problem>) -> Result<Duration, Problem> {
        match self {
            Self::Wall => {
                let start = Instant::now();
                work()?;
                Ok(start.elapsed())
            }
            Self::Processor => {
                let start = of_thread();
                work()?;
                Ok(of_thread().saturating_sub(start))
            }
        }
    }
}

#[cfg(unix)]
fn of_thread() -> Duration {
    use rustix::time::{ClockId, clock_gettime};

    let time = clock_gettime(ClockId::ThreadCPUTime);
    // Neither is ever negative.
    let seconds = Duration::from_secs(u64::try_from(time.tv_sec).unwrap_or_default());
    seconds + Duration::from_nanos(u64::try_from(time.tv_nsec).unwrap_or_default())
}

#[cfg(not(unix))]
fn of_thread() -> Duration {
    use std::sync::LazyLock;

    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    START.elapsed()
}

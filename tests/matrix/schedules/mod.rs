//! Random schedules of faults and callers, from a seed.
//!
//! Under any faults and callers nothing happens twice, and no result says that something did not happen
//! when it did, or the other way round.

mod caller;
mod claims;
mod flaw;
mod schedule;
mod shop;
mod turns;

use std::cell::Cell;
use std::env;

use futures_util::future::{join, join_all};
use payments_kit::http::ReqwestTransport;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};
use tokio::runtime::{Builder, Runtime};

use claims::Claims;
use flaw::Flaw;
use schedule::{Schedule, schedule};
use shop::Shop;

/// How many schedules are run; more with this variable.
const CASES: u32 = 600;
const CASES_FROM: &str = "SCHEDULES";
/// Which ones: others with this variable.
const SEED: u8 = 1;
const SEED_FROM: &str = "SCHEDULES_SEED";

fn number<N: std::str::FromStr>(variable: &str, default: N) -> N {
    let Ok(text) = env::var(variable) else {
        return default;
    };
    let number = text.parse();
    number.unwrap_or_else(|_| panic!("{variable} must be a number, not {text:?}"))
}

/// Where schedules are run: one place for all of them, since making it takes longest.
struct Place {
    runtime: Runtime,
    http: ReqwestTransport,
}

impl Place {
    fn new() -> Self {
        Self {
            runtime: Builder::new_current_thread().enable_all().build().unwrap(),
            http: ReqwestTransport::for_loopback(Default::default()).unwrap(),
        }
    }

    /// The shop after one run.
    fn run(&self, schedule: &Schedule, flaw: Flaw) -> Shop {
        self.runtime.block_on(async {
            let shop = Shop::open(schedule, self.http.clone(), flaw).await;
            let expire = |turn| {
                if schedule.expiries.contains(&turn) {
                    shop.simulator.mpandco().expire_tokens();
                }
            };
            let callers = schedule.tasks.iter().enumerate().map(|(number, task)| {
                shop.enter();
                let shop = &shop;
                async move {
                    caller::run(shop, task, number).await;
                    shop.leave();
                }
            });
            let callers = join_all(callers);
            join(shop.turnstile.open(&schedule.turns, expire), callers).await;
            shop
        })
    }
}

fn runner(cases: u32) -> TestRunner {
    let config = Config {
        cases,
        failure_persistence: None,
        max_shrink_iters: 1_000,
        ..Config::default()
    };
    let seed = [number(SEED_FROM, SEED); 32];
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed))
}

/// Runs the schedules of the seed, and returns what all callers were reported. The first schedule after
/// which the books contradict them is made as small as can be.
fn run_all(flaw: Flaw, cases: u32) -> Result<Claims, TestError<Schedule>> {
    let place = Place::new();
    let reported = Cell::new(Claims::default());
    runner(cases).run(&schedule(), |schedule| {
        let shop = place.run(&schedule, flaw);
        reported.set(reported.get() + shop.reported());
        match shop.contradictions() {
            None => Ok(()),
            Some(contradictions) => Err(TestCaseError::fail(contradictions)),
        }
    })?;
    Ok(reported.get())
}

#[test]
fn nothing_happens_twice_and_no_result_is_wrong() {
    let cases = number(CASES_FROM, CASES);
    match run_all(Flaw::None, cases) {
        Err(error) => panic!("{error}"),
        // Schedules that disturb no call, or all calls, would prove nothing.
        Ok(reported) => assert!(reported.each_at_least(cases / 10), "{reported:?}"),
    }
}

#[test]
fn a_schedule_is_deterministic() {
    let (place, mut runner) = (Place::new(), runner(1));
    for _ in 0..20 {
        let schedule = schedule().new_tree(&mut runner).unwrap().current();
        let [first, second] = [(); 2].map(|()| {
            let shop = place.run(&schedule, Flaw::None);
            shop.simulator.requests()
        });
        assert_eq!(first, second, "{schedule:?}");
    }
}

/// The property can fail: each of these is found out.
#[test]
fn every_flaw_is_detected() {
    for flaw in [
        Flaw::SendsTwice,
        Flaw::ForgetsWhatItSent,
        Flaw::TakesErrorsForRefusals,
        Flaw::RepeatsTheUnknown,
    ] {
        match run_all(flaw, CASES) {
            Err(TestError::Fail(reason, smallest)) => {
                let said = reason.message();
                assert!(said.contains("callers were told"), "{flaw:?}: {said}");
                // The schedule that is shown is one to run again.
                let again = Place::new().run(&smallest, flaw).contradictions();
                assert_eq!(again.as_deref(), Some(said), "{flaw:?}: {smallest:?}");
            }
            other => panic!("{flaw:?} is not detected: {other:?}"),
        }
    }
}

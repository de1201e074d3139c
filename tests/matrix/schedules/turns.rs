//! Orders the requests and responses of all callers: one passes at a time, in the order of the
//! schedule, so that a run is deterministic.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use payments_kit::http::{HttpRequest, HttpResponse, HttpTransport, TransportError};
use tokio::sync::{Notify, oneshot};

/// How often everybody is let run before the next one passes: until all of them wait. A caller
/// waits for nothing but its turn, and for a token that another caller fetches.
const UNTIL_ALL_WAIT: usize = 8;

/// More rounds without anybody to pass than any run has.
const STUCK: usize = 1_000;

/// The place that everything passes.
#[derive(Clone, Debug, Default)]
pub(super) struct Turnstile(Arc<Passing>);

#[derive(Debug, Default)]
struct Passing {
    state: Mutex<State>,
    passed: Notify,
}

#[derive(Debug, Default)]
struct State {
    waiting: Vec<oneshot::Sender<()>>,
    done: bool,
}

/// The right to be under way, until it is dropped.
struct Turn<'a>(&'a Passing);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.passed.notify_one();
    }
}

impl Passing {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn turn(&self) -> Turn<'_> {
        let (sender, called) = oneshot::channel();
        self.lock().waiting.push(sender);
        called.await.unwrap();
        Turn(self)
    }
}

impl Turnstile {
    /// Lets everything pass until [`close`](Self::close): of those that wait, the one that the
    /// schedule names. `before` is told the number of each turn.
    pub(super) async fn open(&self, turns: &[usize], before: impl Fn(usize)) {
        let mut number = 0;
        let mut idle = 0;
        loop {
            for _ in 0..UNTIL_ALL_WAIT {
                tokio::task::yield_now().await;
            }
            let next = {
                let mut state = self.0.lock();
                if state.done {
                    return;
                }
                let choice = turns.get(number).copied().unwrap_or_default();
                let waiting = state.waiting.len();
                (waiting > 0).then(|| state.waiting.remove(choice % waiting))
            };
            let Some(next) = next else {
                idle += 1;
                assert!(idle < STUCK, "no caller can proceed");
                continue;
            };
            idle = 0;
            before(number);
            number += 1;
            next.send(()).unwrap();
            self.0.passed.notified().await;
        }
    }

    /// Ends [`open`](Self::open).
    pub(super) fn close(&self) {
        self.0.lock().done = true;
    }
}

/// A transport whose requests and responses pass the turnstile.
#[derive(Debug)]
pub(super) struct InTurns<T> {
    pub(super) inner: T,
    pub(super) turnstile: Turnstile,
}

#[async_trait]
impl<T: HttpTransport> HttpTransport for InTurns<T> {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let passing = &self.turnstile.0;
        let response = {
            let _turn = passing.turn().await;
            self.inner.send(request).await
        };
        // Others may pass before the caller has the response.
        drop(passing.turn().await);
        response
    }
}

//! Random schedules: the tasks of the callers, the faults, and the order of requests and responses.

use payments_core::Operation;
use payments_testkit::Fault;
use proptest::prelude::*;
use provider_mpandco::TOKEN;
use provider_pagofacil::Encoding;

/// The operations whose requests may fail.
pub(super) const DISTURBED: [Operation; 12] = [
    TOKEN,
    Operation::CREATE_PAYMENT,
    Operation::CONFIRM_PAYMENT,
    Operation::VOID_PAYMENT,
    Operation::SEND_PAYOUT,
    Operation::REGISTER_SUBSCRIPTION,
    Operation::CANCEL_SUBSCRIPTION,
    Operation::GET_PAYMENT,
    Operation::FIND_PAYMENT,
    Operation::LIST_PAYMENTS,
    Operation::GET_SUBSCRIPTION,
    Operation::FIND_SUBSCRIPTION,
];

/// One run. The same schedule goes the same way each time.
#[derive(Clone, Debug)]
pub(super) struct Schedule {
    /// The tasks of the callers, each with a separate reference. They run concurrently.
    pub(super) tasks: Vec<Task>,
    /// The faults, by operation and number of the request. Requests count from 1, over all callers.
    pub(super) faults: Vec<(Operation, u64, Fault)>,
    /// Which of those that wait passes next, turn by turn; the one that waits longest after the
    /// last of these.
    pub(super) turns: Vec<usize>,
    /// The turns before which mPandco's tokens expire.
    pub(super) expiries: Vec<usize>,
}

/// The task of a caller.
#[derive(Clone, Debug)]
pub(super) enum Task {
    /// mPandco: a sale is created, approved by its payer, and settled by so many callbacks at once.
    Sale {
        /// How many callbacks there are.
        callbacks: usize,
        /// Whether it is voided after it was paid.
        void: bool,
        /// Whether the caller has a separate token, or shares one.
        own_token: bool,
    },
    /// mPandco: a payout.
    Payout {
        /// Whether the caller has a separate token, or shares one.
        own_token: bool,
    },
    /// PagoFácil: a charge.
    Charge {
        /// How it is called.
        encoding: Encoding,
        /// Whether the bank approves whatever comes; chance decides otherwise.
        good_card: bool,
    },
    /// PagoFácil: a subscription that is charged at once.
    Contract {
        /// How it is called.
        encoding: Encoding,
        /// Whether it is cancelled after it was registered.
        cancel: bool,
    },
}

fn task() -> impl Strategy<Value = Task> {
    let encoding = || prop::sample::select(&Encoding::ALL[..]);
    prop_oneof![
        3 => (1_usize..=3, any::<bool>(), any::<bool>()).prop_map(|(callbacks, void, own_token)| {
            Task::Sale { callbacks, void, own_token }
        }),
        1 => any::<bool>().prop_map(|own_token| Task::Payout { own_token }),
        2 => (encoding(), any::<bool>()).prop_map(|(encoding, good_card)| {
            Task::Charge { encoding, good_card }
        }),
        2 => (encoding(), any::<bool>()).prop_map(|(encoding, cancel)| {
            Task::Contract { encoding, cancel }
        }),
    ]
}

/// Any schedule. What it shrinks to has fewer callers, fewer faults, and passes in order.
pub(super) fn schedule() -> impl Strategy<Value = Schedule> {
    let fault = (
        prop::sample::select(&DISTURBED[..]),
        1_u64..=6,
        prop::sample::select(&Fault::ALL[..]),
    );
    let parts = (
        prop::collection::vec(task(), 1..=5),
        prop::collection::vec(fault, 0..=12),
        prop::collection::vec(0_usize..8, 0..=60),
        prop::collection::vec(0_usize..40, 0..=2),
    );
    parts.prop_map(|(tasks, faults, turns, expiries)| Schedule {
        tasks,
        faults,
        turns,
        expiries,
    })
}

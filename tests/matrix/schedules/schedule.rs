//! What is drawn by chance: who calls what, what goes wrong, and in which order requests and
//! answers pass.

use payments_core::Operation;
use payments_testkit::Fault;
use proptest::prelude::*;
use provider_mpandco::TOKEN;
use provider_pagofacil::Encoding;

/// The operations whose requests meet faults.
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
    /// What the callers are after, each with a reference of its own. They call at the same time.
    pub(super) errands: Vec<Errand>,
    /// Which request of which operation meets which fault. Requests count from 1, over all callers.
    pub(super) faults: Vec<(Operation, u64, Fault)>,
    /// Which of those that wait passes next, turn by turn; the one that waits longest after the
    /// last of these.
    pub(super) turns: Vec<usize>,
    /// The turns before which mPandco's tokens expire.
    pub(super) expiries: Vec<usize>,
}

/// What a caller is after.
#[derive(Clone, Debug)]
pub(super) enum Errand {
    /// mPandco: a sale is created, approved by its payer, and settled by so many callbacks at once.
    Sale {
        /// How many callbacks there are.
        callbacks: usize,
        /// Whether it is voided after it was paid.
        void: bool,
        /// Whether the caller has a token of its own, or shares one.
        own_token: bool,
    },
    /// mPandco: a payout.
    Payout {
        /// Whether the caller has a token of its own, or shares one.
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

fn errand() -> impl Strategy<Value = Errand> {
    let encoding = || prop::sample::select(&Encoding::ALL[..]);
    prop_oneof![
        3 => (1_usize..=3, any::<bool>(), any::<bool>()).prop_map(|(callbacks, void, own_token)| {
            Errand::Sale { callbacks, void, own_token }
        }),
        1 => any::<bool>().prop_map(|own_token| Errand::Payout { own_token }),
        2 => (encoding(), any::<bool>()).prop_map(|(encoding, good_card)| {
            Errand::Charge { encoding, good_card }
        }),
        2 => (encoding(), any::<bool>()).prop_map(|(encoding, cancel)| {
            Errand::Contract { encoding, cancel }
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
        prop::collection::vec(errand(), 1..=5),
        prop::collection::vec(fault, 0..=12),
        prop::collection::vec(0_usize..8, 0..=60),
        prop::collection::vec(0_usize..40, 0..=2),
    );
    parts.prop_map(|(errands, faults, turns, expiries)| Schedule {
        errands,
        faults,
        turns,
        expiries,
    })
}

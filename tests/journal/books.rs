//! The simulator's books.

use payments_sim::Simulator;

/// How often the effect of an operation is in the simulator's books.
pub(crate) fn effects(simulator: &Simulator, operation: &str, reference: &str, id: &str) -> usize {
    let mpandco = simulator.mpandco();
    let pagofacil = simulator.pagofacil();
    let movements = || mpandco.ledger().get(reference).copied().unwrap_or_default();
    let tally = || {
        pagofacil
            .ledger()
            .get(reference)
            .copied()
            .unwrap_or_default()
    };
    match operation {
        "create" => {
            let intents = mpandco.intents().into_iter();
            intents
                .filter(|intent| intent.reference.as_deref() == Some(reference))
                .count()
        }
        "confirm" => movements().executions,
        "void" | "refund" => movements().voids,
        "payout" => mpandco.payouts_of(reference).len(),
        "charge" => tally().one_time_approved,
        "subscribe" => tally().registrations,
        "cancel" => {
            let subscription = pagofacil.subscription(id).unwrap();
            usize::from(!subscription.active)
        }
        other => panic!("no operation is named {other}"),
    }
}

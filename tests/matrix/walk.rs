//! Runs all cells.

use payments_core::{Outcome, Recourse, Result};
use payments_kit::http::{ClientConfig, ReqwestTransport};
use payments_sim::Simulator;
use payments_testkit::{FaultPlan, FaultyTransport, FixedRandomness};
use tokio::task::JoinSet;

use super::providers::{self, Witness};
use super::stage::{Printed, Stage};
use super::{Cell, Disruption, Ending, LookUp, Role, Row, Seen, rows};

/// Makes every call under every disruption. It needs a tokio runtime, and nothing else: the services
/// are simulated, and no call waits for a clock. The `witness` receives the result of each call.
pub async fn walk(witness: fn(&Result<Printed>)) -> Vec<Cell> {
    let http = ReqwestTransport::for_loopback(Default::default()).unwrap();
    let simulator = Simulator::start().await.unwrap();
    let mut tasks = JoinSet::new();
    for (number, row) in rows(&simulator, &http).into_iter().enumerate() {
        let http = http.clone();
        tasks.spawn(async move {
            let cells = (providers::of(row).walk)(row, http, witness).await;
            (number, cells)
        });
    }
    let mut walked = tasks.join_all().await;
    walked.sort_by_key(|(number, _)| *number);
    walked.into_iter().flat_map(|(_, cells)| cells).collect()
}

pub(super) async fn walk_row<S: Stage>(
    row: Row,
    stage: &S,
    http: &ReqwestTransport,
    witness: Witness,
) -> Vec<Cell> {
    let mut cells = Vec::new();
    // What reads can be read again; what moves money needs something new each time.
    let readable = match row.role() {
        Role::Read => Some(stage.prepare("ORDER-0".to_owned()).await),
        Role::Before | Role::Money => None,
    };
    for (number, disruption) in Disruption::all(&row).into_iter().enumerate() {
        let fresh = match readable {
            Some(_) => None,
            None => Some(stage.prepare(format!("ORDER-{}", number + 1)).await),
        };
        let case = readable.as_ref().or(fresh.as_ref()).unwrap();
        let (result, cell) = run_cell(row, disruption, stage, case, http).await;
        witness(&result);
        cells.push(cell);
    }
    cells
}

async fn run_cell<S: Stage>(
    row: Row,
    disruption: Disruption,
    stage: &S,
    case: &S::Case,
    http: &ReqwestTransport,
) -> (Result<Printed>, Cell) {
    let plan = match disruption {
        Disruption::Nothing | Disruption::TokenRefused => FaultPlan::script([]),
        Disruption::Once(fault) => FaultPlan::at(1, fault),
        Disruption::Always(fault) => FaultPlan::always(fault),
    };
    if disruption == Disruption::TokenRefused {
        stage.refuse_the_token();
    }
    let transport = FaultyTransport::new(http.clone(), plan.on(row.at));
    let config = ClientConfig::new()
        .with_transport(transport.clone())
        .with_randomness(FixedRandomness(1))
        .with_clock(stage.clock().clone());
    let result = stage.make(case, config).await;
    let times = row.call.moves_money().then(|| stage.times(case));
    let ending = match &result {
        Ok(_) => Ending::Done,
        Err(error) => Ending::Failed(error.outcome(), error.kind()),
    };
    let look_up = match &result {
        Err(error) if error.outcome() == Outcome::Unknown && row.call.moves_money() => {
            look_up(stage, case, error.recourse(), times == Some(1)).await
        }
        _ => LookUp::NotNeeded,
    };
    let seen = Seen {
        ending,
        requests: transport.calls(),
        times,
    };
    let cell = Cell {
        row,
        disruption,
        seen,
        look_up,
    };
    (result, cell)
}

async fn look_up<S: Stage>(
    stage: &S,
    case: &S::Case,
    recourse: Option<&Recourse>,
    was_done: bool,
) -> LookUp {
    match recourse {
        None => LookUp::Missing,
        Some(Recourse::Manual(_)) => LookUp::Manual,
        Some(recourse) if stage.finds(case, recourse).await == Some(was_done) => LookUp::Correct,
        Some(_) => LookUp::Wrong,
    }
}

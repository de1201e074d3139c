//! The table of spans and metrics against what a shop's process emits.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use metrics_util::MetricKind;
use metrics_util::debugging::{DebuggingRecorder, Snapshotter};
use payments_core::{Confirmation, Measured, Operation, PaymentProvider, PaymentProviderExt};
use payments_journal::Journal;
use payments_journal::store::SqliteStore;
use payments_journal::verdict::TraceVerdicts;
use payments_kit::http::{ClientConfig, HttpTransport, ReqwestTransport};
use payments_sim::Simulator;
use payments_sim::mpandco::{CLIENT_ID, CLIENT_SECRET};
use payments_testkit::{Fault, FaultPlan, FaultyTransport, samples};
use provider_mpandco::{Credentials, Mpandco, PayerReturn};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// A span or a metric.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    kind: String,
    name: String,
    attributes: BTreeSet<String>,
}

/// Collects the spans of this workspace, with the attributes that they declare.
#[derive(Clone, Default)]
struct Spans(Arc<Mutex<BTreeSet<Row>>>);

impl Subscriber for Spans {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_span() && metadata.target().starts_with("payments_")
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let metadata = span.metadata();
        let fields = metadata.fields().iter();
        self.0.lock().unwrap().insert(Row {
            kind: "span".to_owned(),
            name: metadata.name().to_owned(),
            attributes: fields.map(|field| field.name().to_owned()).collect(),
        });
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, _: &Event<'_>) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

/// The rows of the documented table.
fn documented() -> BTreeSet<Row> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../crates/payments-core/src/guide/telemetry.md");
    let page = fs::read_to_string(path).unwrap();
    let rows = page.lines().filter(|line| line.contains("| `payments."));
    rows.map(|line| {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let bare = |text: &str| text.trim_matches('`').to_owned();
        let attributes = cells[3].split(", ").filter(|name| !name.is_empty());
        Row {
            kind: cells[0].to_owned(),
            name: bare(cells[1]),
            attributes: attributes.map(bare).collect(),
        }
    })
    .collect()
}

fn measured(snapshotter: &Snapshotter) -> Vec<(Row, BTreeSet<String>, String)> {
    let snapshot = snapshotter.snapshot().into_vec();
    let of = |(key, _, _, value): (metrics_util::CompositeKey, _, _, _)| {
        let (kind, key) = key.into_parts();
        let kind = match kind {
            MetricKind::Counter => "counter",
            MetricKind::Gauge => "gauge",
            MetricKind::Histogram => "histogram",
        };
        let row = Row {
            kind: kind.to_owned(),
            name: key.name().to_owned(),
            attributes: key.labels().map(|label| label.key().to_owned()).collect(),
        };
        let labels = key.labels().map(|label| label.value().to_owned()).collect();
        let value: metrics_util::debugging::DebugValue = value;
        (row, labels, format!("{value:?}"))
    };
    snapshot.into_iter().map(of).collect()
}

/// The value of a metric with these attributes.
fn value(all: &[(Row, BTreeSet<String>, String)], name: &str, labels: &[&str]) -> String {
    let labels: BTreeSet<String> = labels.iter().map(|label| (*label).to_owned()).collect();
    let found = all
        .iter()
        .find(|(row, has, _)| row.name == name && *has == labels);
    let (_, _, value) = found.unwrap_or_else(|| panic!("no {name} of {labels:?} in {all:#?}"));
    value.clone()
}

#[tokio::test]
async fn the_table_lists_every_span_and_metric_with_its_attributes_and_no_other() {
    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    recorder.install().unwrap();
    let spans = Spans::default();
    tracing::subscriber::set_global_default(spans.clone()).unwrap();

    // A shop: a payment is created, looked up over a bad network, and its confirmation is lost.
    let simulator = Simulator::start().await.unwrap();
    let http: Arc<dyn HttpTransport> =
        Arc::new(ReqwestTransport::for_loopback(Default::default()).unwrap());
    let refused = FaultPlan::at(1, Fault::Refuse).on(Operation::GET_PAYMENT);
    let lost = FaultPlan::at(1, Fault::BreakAfter).on(Operation::CONFIRM_PAYMENT);
    let faulty = FaultyTransport::new(FaultyTransport::new(http, refused), lost);
    let clock = simulator.clock().clone();
    let config = ClientConfig::new()
        .with_transport(faulty)
        .with_clock(clock.clone());
    let mpandco = Mpandco::sandbox(Credentials::new(CLIENT_ID, CLIENT_SECRET))
        .with_base_url(simulator.mpandco_base_url())
        .with_client(config)
        .build()
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path().join("journal.sqlite"))
        .await
        .unwrap();
    let journal = Journal::of(store).with_clock(clock.clone());
    let provider = journal.with(Measured::of(mpandco));

    let shop = "https://shop.example/".parse().unwrap();
    let created = provider
        .create_payment(&samples::payment(&shop))
        .await
        .unwrap();
    provider.get_payment(created.id()).await.unwrap();
    let returned = simulator.approve_payment(created.id().as_str()).unwrap();
    let returned = PayerReturn::from_url(&returned).unwrap();
    let confirmation: Confirmation = returned.confirmation(created.id()).unwrap();
    provider.confirm_payment(&confirmation).await.unwrap_err();
    journal.health().await.unwrap();
    // A snapshot sets the counters to 0.
    let before = measured(&snapshotter);
    let open = value(&before, "payments.journal.open", &[]);
    assert!(open.contains("1.0"), "{open}");
    let of = |name, labels: &[&str]| value(&before, name, labels);
    for (name, labels) in [
        ("payments.calls", ["mpandco", "create_payment", "done"]),
        ("payments.calls", ["mpandco", "confirm_payment", "unknown"]),
        ("payments.requests", ["mpandco", "token", "200"]),
        ("payments.requests", ["mpandco", "confirm_payment", "lost"]),
        (
            "payments.journal.claims",
            ["mpandco", "confirm_payment", "claimed"],
        ),
    ] {
        let count = of(name, &labels);
        assert_eq!(count, "Counter(1)", "{name} {labels:?}");
    }
    let retries = of("payments.retries", &["mpandco", "get_payment"]);
    assert_eq!(retries, "Counter(1)");

    clock.advance(time::Duration::hours(1));
    provider.reconcile(&TraceVerdicts).await.unwrap();
    journal.shutdown(Duration::from_secs(5)).await;
    let begun = clock.now() - time::Duration::hours(1);
    let known = provider.resolve_confirmation(created.id(), begun).await;
    assert!(known.happened().is_some());

    let all = measured(&snapshotter);
    let by_look_up = ["mpandco", "confirm_payment", "done", "resolution"];
    let verdicts = value(&all, "payments.journal.verdicts", &by_look_up);
    assert_eq!(verdicts, "Counter(1)");
    let open = value(&all, "payments.journal.open", &[]);
    assert!(open.contains("0.0"), "{open}");

    let mut emitted = std::mem::take(&mut *spans.0.lock().unwrap());
    emitted.extend(all.into_iter().map(|(row, _, _)| row));
    assert_eq!(emitted, documented());
}

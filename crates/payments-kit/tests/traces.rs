//! Nothing secret reaches a subscriber at TRACE or a logger, whichever library prints it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod support;

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use log::{LevelFilter, Log, Metadata, Record};
use payments_core::{CallOptions, Operation};
use support::{
    CANARIES, RecordingClock, Server, Step, client, losses, refusing, request, request_to, settings,
};
use tracing::Level;
use tracing_subscriber::fmt::format::FmtSpan;

/// Keeps all that is printed to it: by `tracing`, or (under the mark `log:`) by `log`, which
/// reqwest and rustls use.
#[derive(Clone, Default)]
struct Collector(Arc<Mutex<Vec<u8>>>);

impl Write for Collector {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Log for Collector {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &Record<'_>) {
        let mut kept = self.0.lock().unwrap();
        writeln!(kept, "log: {}: {}", record.target(), record.args()).unwrap();
    }

    fn flush(&self) {}
}

/// A text that looks like a card number.
fn card_number() -> String {
    "4".repeat(16)
}

fn collect() -> Collector {
    let collector = Collector::default();
    let writer = collector.clone();
    tracing_subscriber::fmt()
        .with_max_level(Level::TRACE)
        .with_span_events(FmtSpan::FULL)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .init();
    log::set_logger(Box::leak(Box::new(collector.clone()))).unwrap();
    log::set_max_level(LevelFilter::Trace);
    collector
}

#[tokio::test]
async fn nothing_secret_is_traced_or_logged() {
    let collector = collect();
    let clock = RecordingClock::default();
    let echo = CANARIES.join(" ");
    for operation in [Operation::CREATE_PAYMENT, Operation::GET_PAYMENT] {
        for status in ["200 OK", "503 Unavailable"] {
            let step = Step::status(status, &format!("X-Echo: {echo}\r\n"), &echo);
            let server = Server::start([step]).await;
            let request = request(operation, server.address());
            let _ = client(settings(), &clock).send(request).await;
        }
        for loss in losses() {
            let server = Server::start([loss.step]).await;
            let request = request(operation, server.address());
            client(loss.settings, &clock)
                .send(request)
                .await
                .unwrap_err();
        }
        let (_socket, address) = refusing();
        let client = client(settings(), &clock);
        // What the caller added to the call is in its span, redacted.
        let options = CallOptions::new().with_metadata("tenant", "north");
        let options = options.with_metadata("card", &card_number());
        let call = options.apply(client.send(request(operation, address)));
        call.await.unwrap_err();
        let server = Server::start(vec![Step::response("no TLS").at_once(); 3]).await;
        let url = format!("https://{}/ws/pay", server.address());
        client.send(request_to(operation, &url)).await.unwrap_err();
    }

    let kept = String::from_utf8(collector.0.lock().unwrap().clone()).unwrap();
    // It does listen: to the client's span and events, and to the libraries below it.
    for heard in [
        "payments.call",
        "create_payment",
        "payments.metadata=\"tenant=north card=[16 digits]\"",
        "ResponseLost",
        "log: reqwest::connect",
        "hyper_util",
    ] {
        assert!(kept.contains(heard), "{heard} is not in:\n{kept}");
    }
    for canary in CANARIES {
        let line = kept.lines().find(|line| line.contains(canary));
        assert_eq!(line, None, "{canary} was printed");
    }
}

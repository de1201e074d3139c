//! Servers that never come to an end: every call ends in an error that leaves the outcome open,
//! within a fixed bound of memory.
//!
//! One test in a separate binary, since its allocator counts the memory of the process.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod support;

use std::time::Duration;

use payments_core::{ErrorKind, Operation, Outcome};
use payments_kit::http::TransportSettings;
use peak_alloc::PeakAlloc;
use support::{RecordingClock, client, request};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

const LONGEST: usize = 1 << 20;

/// What a call may take in bytes, the server's own memory included.
const BOUND: usize = 4 << 20;

/// A head, and a piece that follows it forever.
struct Endless {
    name: &'static str,
    head: &'static str,
    piece: String,
    /// Between two pieces.
    pause: Duration,
    ends_in: ErrorKind,
}

fn flood(name: &'static str, head: &'static str, piece: &str, ends_in: ErrorKind) -> Endless {
    Endless {
        name,
        head,
        piece: piece.repeat(32 * 1024 / piece.len()),
        pause: Duration::ZERO,
        ends_in,
    }
}

/// Less than any limit between two pieces of a response.
fn drip(name: &'static str, head: &'static str, piece: &str) -> Endless {
    Endless {
        name,
        head,
        piece: piece.to_owned(),
        pause: Duration::from_millis(2),
        ends_in: ErrorKind::Timeout,
    }
}

fn endless() -> Vec<Endless> {
    use ErrorKind::{Network, Timeout, UnreadableResponse};

    const CHUNKED: &str = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    const TRAILERS: &str = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n";
    const UNTIL_THE_END: &str = "HTTP/1.1 200 OK\r\n\r\n";
    const EXABYTES: &str = "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n";
    const TERABYTES: &str = "HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n";
    const PACKED: &str = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n";
    const STATUS: &str = "HTTP/1.1 200 OK\r\n";

    vec![
        flood("a body", UNTIL_THE_END, "x", UnreadableResponse),
        flood("a packed body", PACKED, "x", UnreadableResponse),
        flood("chunks", CHUNKED, "4\r\nxxxx\r\n", UnreadableResponse),
        flood("a length beyond any", EXABYTES, "x", Network),
        flood(
            "a length beyond all memory",
            TERABYTES,
            "x",
            UnreadableResponse,
        ),
        flood("a header", "HTTP/1.1 200 OK\r\nX-A: ", "x", Network),
        flood("headers", STATUS, "X-A: b\r\n", Network),
        flood("a reason", "HTTP/1.1 200 ", "x", Network),
        flood(
            "a chunk's extension",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;",
            "x",
            Network,
        ),
        flood("trailers", TRAILERS, "X-A: b\r\n", Network),
        flood(
            "interim responses",
            "",
            "HTTP/1.1 100 Continue\r\n\r\n",
            Timeout,
        ),
        drip("a body, drop by drop", UNTIL_THE_END, "x"),
        drip("chunks, drop by drop", CHUNKED, "1\r\nx\r\n"),
        drip("a header, drop by drop", "HTTP/1.1 200 OK\r\nX-A: ", "x"),
        drip(
            "interim responses, drop by drop",
            "",
            "HTTP/1.1 100 Continue\r\n\r\n",
        ),
    ]
}

#[tokio::test]
async fn a_response_without_an_end_is_cut_off_within_its_memory_and_leaves_the_outcome_open() {
    let settings = TransportSettings {
        max_response_bytes: LONGEST,
        total_timeout: Duration::from_millis(400),
        ..TransportSettings::default()
    };
    let unhurried = TransportSettings {
        total_timeout: Duration::from_secs(60),
        ..settings
    };
    for response in endless() {
        // Where time is what ends it, there is little of it; elsewhere more than enough.
        let by_time = response.ends_in == ErrorKind::Timeout;
        let settings = if by_time { settings } else { unhurried };
        let (name, ends_in) = (response.name, response.ends_in);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let client = client(settings, &RecordingClock::default());
        let request = request(Operation::CREATE_PAYMENT, address);
        let before = MEMORY.current_usage();
        MEMORY.reset_peak_usage();
        let server = tokio::spawn(serve(listener, response));
        let error = client.send(request).await.unwrap_err();
        let taken = MEMORY.peak_usage() - before;
        server.abort();
        assert_eq!(error.kind(), ends_in, "{name}: {error:?}");
        assert_eq!(error.outcome(), Outcome::Unknown, "{name}");
        assert!(taken < BOUND, "{name}: {taken} bytes");
    }
}

async fn serve(listener: TcpListener, response: Endless) {
    let (mut stream, _) = listener.accept().await.unwrap();
    read_head(&mut stream).await;
    let mut written = stream.write_all(response.head.as_bytes()).await;
    // Until the client has had enough.
    while written.is_ok() {
        tokio::time::sleep(response.pause).await;
        written = stream.write_all(response.piece.as_bytes()).await;
    }
}

async fn read_head(stream: &mut TcpStream) {
    let mut head = Vec::new();
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        assert!(stream.read_buf(&mut head).await.unwrap() > 0);
    }
}

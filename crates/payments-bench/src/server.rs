//! A server that does next to nothing: it finds the end of each request and sends a canned response.

use std::io::{self, BufRead, BufReader, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Runtime};

use crate::routes::Routes;
use crate::{Problem, pinning};

/// Every request as it arrived, where a measurement compares them.
type Log = Option<Arc<Mutex<Vec<Vec<u8>>>>>;

/// The server as a separate process, on a separate core where the machine has two. It ends when
/// this is dropped.
#[derive(Debug)]
pub struct Server {
    process: Child,
    base_url: String,
    is_pinned: bool,
}

impl Server {
    /// Starts it, and then keeps this process on the other core.
    ///
    /// # Errors
    ///
    /// When it does not start.
    pub fn start() -> Result<Self, Problem> {
        let mut process = Command::new(std::env::current_exe()?)
            .arg("--serve")
            .stdout(Stdio::piped())
            .spawn()?;
        let output = process.stdout.take().ok_or("the server printed nothing")?;
        let mut printed = String::new();
        BufReader::new(output).read_line(&mut printed)?;
        let (base_url, pinned) = printed.trim().split_once(' ').ok_or("the server failed")?;
        let is_pinned = pinned == "pinned" && pinning::client();
        Ok(Self {
            base_url: base_url.to_owned(),
            process,
            is_pinned,
        })
    }

    /// Its base URL.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// How the two are placed on the machine's cores.
    pub fn placement(&self) -> &'static str {
        if self.is_pinned {
            "the client on one core (a runtime of one thread), the server in a process on another"
        } else {
            "the client in a runtime of one thread, the server in a separate process, neither pinned to a core"
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The server's process: prints its base URL, and serves until it is killed.
///
/// # Errors
///
/// When it cannot listen.
pub fn serve() -> Result<(), Problem> {
    let pinned = if pinning::server() { "pinned" } else { "free" };
    runtime()?.block_on(async {
        let (listener, base_url) = listen().await?;
        let routes = Arc::new(Routes::of(&base_url)?);
        let mut output = io::stdout().lock();
        writeln!(output, "{base_url} {pinned}")?;
        output.flush()?;
        accept(listener, routes, None).await
    })
}

/// Starts a server on a thread of this process, and returns its base URL. It ends with the process.
///
/// # Errors
///
/// When it cannot listen.
pub fn in_thread() -> Result<String, Problem> {
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        runtime()?.block_on(async {
            let (listener, base_url) = listen().await?;
            let routes = Arc::new(Routes::of(&base_url)?);
            sender.send(base_url)?;
            accept(listener, routes, None).await
        })
    });
    Ok(receiver.recv()?)
}

/// The result of `work` with the base URL of a server in this process, and what the server received.
///
/// # Errors
///
/// Those of `work`, and when it cannot listen.
pub fn watched<Done>(
    work: impl AsyncFnOnce(String) -> Result<Done, Problem>,
) -> Result<(Done, Vec<Vec<u8>>), Problem> {
    runtime()?.block_on(async {
        let (listener, base_url) = listen().await?;
        let routes = Arc::new(Routes::of(&base_url)?);
        let log = Arc::new(Mutex::default());
        let serving = tokio::spawn(accept(listener, routes, Some(Arc::clone(&log))));
        let done = work(base_url).await?;
        serving.abort();
        let sent = log.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Ok((done, sent))
    })
}

/// A runtime of one thread.
///
/// # Errors
///
/// When the system refuses one.
pub fn runtime() -> io::Result<Runtime> {
    Builder::new_current_thread().enable_all().build()
}

async fn listen() -> io::Result<(TcpListener, String)> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let base_url = format!("http://{}/", listener.local_addr()?);
    Ok((listener, base_url))
}

async fn accept(listener: TcpListener, routes: Arc<Routes>, log: Log) -> Result<(), Problem> {
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        // A client that goes away ends its connection, and nothing else.
        tokio::spawn(converse(stream, Arc::clone(&routes), log.clone()));
    }
}

async fn converse(mut stream: TcpStream, routes: Arc<Routes>, log: Log) -> Result<(), Problem> {
    let mut request = Vec::with_capacity(16 * 1024);
    loop {
        while !is_complete(&request) {
            if stream.read_buf(&mut request).await? == 0 {
                return Ok(());
            }
        }
        let response = routes.response(&request).ok_or("no such route")?;
        stream.write_all(response).await?;
        if let Some(log) = &log {
            let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
            log.push(request.clone());
        }
        request.clear();
    }
}

/// Whether the head and as much of a body as it announces are there.
fn is_complete(request: &[u8]) -> bool {
    let Some(end) = request.windows(4).position(|end| end == b"\r\n\r\n") else {
        return false;
    };
    let (head, body) = request.split_at(end + 4);
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let length = head
        .split_once("content-length: ")
        .and_then(|(_, rest)| rest.split_once("\r\n")?.0.parse().ok());
    body.len() >= length.unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_complete_with_its_body() {
        assert!(is_complete(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n"));
        assert!(!is_complete(b"GET / HTTP/1.1\r\nhost: x\r\n"));
        assert!(!is_complete(
            b"POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nab"
        ));
        assert!(is_complete(
            b"POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc"
        ));
    }
}

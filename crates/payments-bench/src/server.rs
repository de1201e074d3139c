//! A server that does next to nothing: it finds the end of each request and answers it by heart.

use std::io::{self, BufRead, BufReader, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Runtime};

use crate::routes::Routes;
use crate::{Problem, pinning};

/// Every request as it came, if anybody wants to know.
type Log = Option<Arc<Mutex<Vec<Vec<u8>>>>>;

/// The server as a process of its own, on a core of its own where the machine has two. It ends
/// when this is dropped.
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
        let output = process.stdout.take().ok_or("the server says nothing")?;
        let mut said = String::new();
        BufReader::new(output).read_line(&mut said)?;
        let (base_url, pinned) = said.trim().split_once(' ').ok_or("the server failed")?;
        let is_pinned = pinned == "pinned" && pinning::client();
        Ok(Self {
            base_url: base_url.to_owned(),
            process,
            is_pinned,
        })
    }

    /// Where it is.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// How the two stand on the machine's cores.
    pub fn placement(&self) -> &'static str {
        if self.is_pinned {
            "the client on one core (a runtime of one thread), the server in a process on another"
        } else {
            "the client in a runtime of one thread, the server in a process of its own, neither pinned to a core"
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The server's process: says where it is, and serves until it is killed.
///
/// # Errors
///
/// When it cannot listen.
pub fn serve_for_ever() -> Result<(), Problem> {
    let pinned = if pinning::server() { "pinned" } else { "free" };
    runtime()?.block_on(async {
        let (listener, base_url) = listen().await?;
        let routes = Arc::new(Routes::of(&base_url)?);
        let mut output = io::stdout().lock();
        writeln!(output, "{base_url} {pinned}")?;
        output.flush()?;
        serve(listener, routes, None).await
    })
}

/// What a server in this process was sent while `work` went on with its base URL.
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
        let serving = tokio::spawn(serve(listener, routes, Some(Arc::clone(&log))));
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
/// When the machine refuses one.
pub fn runtime() -> io::Result<Runtime> {
    Builder::new_current_thread().enable_all().build()
}

async fn listen() -> io::Result<(TcpListener, String)> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let base_url = format!("http://{}/", listener.local_addr()?);
    Ok((listener, base_url))
}

async fn serve(listener: TcpListener, routes: Arc<Routes>, log: Log) -> Result<(), Problem> {
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
        while !is_whole(&request) {
            if stream.read_buf(&mut request).await? == 0 {
                return Ok(());
            }
        }
        let answer = routes.answer(&request).ok_or("no such route")?;
        stream.write_all(answer).await?;
        if let Some(log) = &log {
            let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
            log.push(request.clone());
        }
        request.clear();
    }
}

/// Whether the head and as much of a body as it announces are there.
fn is_whole(request: &[u8]) -> bool {
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
    fn a_request_is_whole_with_its_body() {
        assert!(is_whole(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n"));
        assert!(!is_whole(b"GET / HTTP/1.1\r\nhost: x\r\n"));
        assert!(!is_whole(b"POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nab"));
        assert!(is_whole(b"POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc"));
    }
}

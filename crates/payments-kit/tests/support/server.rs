//! A scripted server, byte by byte.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::JoinHandle;

/// What the server does with one connection.
#[derive(Clone)]
pub(crate) struct Step {
    response: String,
    reads_first: bool,
    reset: bool,
    stays_open: bool,
}

impl Step {
    /// Reads the full request, writes these bytes and closes.
    pub(crate) fn response(bytes: &str) -> Self {
        Self {
            response: bytes.to_owned(),
            reads_first: true,
            reset: false,
            stays_open: false,
        }
    }

    /// Sends a status, headers (each with its line end) and a body of known length.
    pub(crate) fn status(status: &str, headers: &str, body: &str) -> Self {
        let length = body.len();
        Self::response(&format!(
            "HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\n\r\n{body}"
        ))
    }

    /// Reads the full request and closes.
    pub(crate) fn close() -> Self {
        Self::response("")
    }

    /// Does not read the request first.
    pub(crate) fn at_once(mut self) -> Self {
        self.reads_first = false;
        self
    }

    /// Ends with a reset rather than an orderly close.
    pub(crate) fn with_reset(mut self) -> Self {
        self.reset = true;
        self
    }

    /// Leaves the connection open instead of closing it.
    pub(crate) fn kept_open(mut self) -> Self {
        self.stays_open = true;
        self
    }
}

/// A server on the loopback interface. Whatever connects after the end of its script is read and
/// closed. It stops when dropped.
pub(crate) struct Server {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
    task: JoinHandle<()>,
}

impl Server {
    pub(crate) async fn start(script: impl IntoIterator<Item = Step>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let requests = Arc::default();
        Self {
            address: listener.local_addr().unwrap(),
            requests: Arc::clone(&requests),
            task: tokio::spawn(serve(listener, script.into_iter().collect(), requests)),
        }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// The requests that were read in full, in order.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// An address that refuses connections while the socket lives: it is bound, and nothing
/// listens.
pub(crate) fn refusing() -> (TcpSocket, SocketAddr) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let address = socket.local_addr().unwrap();
    (socket, address)
}

async fn serve(listener: TcpListener, script: Vec<Step>, requests: Arc<Mutex<Vec<String>>>) {
    let mut open = Vec::new();
    for step in script.into_iter().chain(std::iter::repeat(Step::close())) {
        let (mut stream, _) = listener.accept().await.unwrap();
        if step.reads_first
            && let Some(request) = read(&mut stream).await
        {
            requests.lock().unwrap().push(request);
        }
        // The client may be gone already.
        let _ = stream.write_all(step.response.as_bytes()).await;
        if step.reset {
            stream.set_zero_linger().unwrap();
        }
        if step.stays_open {
            open.push(stream);
        }
    }
}

/// A request with the body that its length announces; nothing if the client leaves before its end.
async fn read(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    loop {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .filter_map(|line| line.split_once(": "))
                .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
                .map_or(0, |(_, length)| length.parse().unwrap());
            if body.len() >= length {
                return Some(text);
            }
        }
    }
}

//! A client that costs little: plain sockets that stay open, and no more of HTTP than it takes.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::thread;

const CONNECTIONS: usize = 4;

pub(crate) struct Client {
    connections: Vec<Connection>,
}

struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Client {
    pub(crate) fn new(address: SocketAddr) -> Self {
        let connection = |_| {
            let stream = TcpStream::connect(address).unwrap();
            stream.set_nodelay(true).unwrap();
            Connection {
                stream,
                buffer: vec![0; 64 * 1024],
            }
        };
        Self {
            connections: (0..CONNECTIONS).map(connection).collect(),
        }
    }

    /// Sends every request, each connection one after the other, and returns the bodies.
    pub(crate) fn send(&mut self, requests: &[String]) -> Vec<String> {
        let share = requests.len().div_ceil(CONNECTIONS).max(1);
        thread::scope(|scope| {
            let running: Vec<_> = requests
                .chunks(share)
                .zip(&mut self.connections)
                .map(|(share, connection)| {
                    scope.spawn(|| -> Vec<String> {
                        share.iter().map(|one| connection.exchange(one)).collect()
                    })
                })
                .collect();
            let bodies = running.into_iter().map(|one| one.join().unwrap());
            bodies.flatten().collect()
        })
    }
}

impl Connection {
    fn exchange(&mut self, request: &str) -> String {
        self.stream.write_all(request.as_bytes()).unwrap();
        let mut filled = 0;
        loop {
            let read = self.stream.read(&mut self.buffer[filled..]).unwrap();
            assert!(read > 0, "the connection ended");
            filled += read;
            if let Some(body) = complete_body(&self.buffer[..filled]) {
                return body;
            }
            if filled == self.buffer.len() {
                self.buffer.resize(filled * 2, 0);
            }
        }
    }
}

/// The body of a response that came whole.
fn complete_body(response: &[u8]) -> Option<String> {
    let end = response.windows(4).position(|bytes| bytes == b"\r\n\r\n")? + 4;
    let head = std::str::from_utf8(&response[..end]).unwrap();
    assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
    let (_, length) = head.split_once("content-length: ").unwrap();
    let length: usize = length.split_once("\r\n").unwrap().0.parse().unwrap();
    let body = response.get(end..end + length)?;
    Some(String::from_utf8(body.to_vec()).unwrap())
}

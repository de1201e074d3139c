//! The connections of the server, each of which can be reset, and the port, which can be closed.

use std::io::{self, IoSlice};
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use futures_util::task::AtomicWaker;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::runtime::Handle;

/// How many connections may wait to be accepted.
const BACKLOG: u32 = 1024;

/// The handle on one connection.
#[derive(Clone, Debug, Default)]
pub(super) struct ConnectionHandle(Arc<ConnectionState>);

#[derive(Debug, Default)]
struct ConnectionState {
    reset: AtomicBool,
    // Of the connection's task while it waits for a request.
    reader: AtomicWaker,
}

impl ConnectionHandle {
    /// Resets the connection: what was not sent by now never is.
    pub(super) fn reset(&self) {
        self.0.reset.store(true, Ordering::SeqCst);
        self.0.reader.wake();
    }

    fn is_reset(&self) -> bool {
        self.0.reset.load(Ordering::SeqCst)
    }
}

impl Connected<IncomingStream<'_, Port>> for ConnectionHandle {
    fn connect_info(stream: IncomingStream<'_, Port>) -> Self {
        stream.io().handle.clone()
    }
}

/// A connection.
#[derive(Debug)]
pub(super) struct Connection {
    stream: TcpStream,
    handle: ConnectionHandle,
}

impl Connection {
    /// The stream, unless it was reset.
    fn live(self: Pin<&mut Self>) -> io::Result<Pin<&mut TcpStream>> {
        let connection = self.get_mut();
        if connection.handle.is_reset() {
            // The peer gets a reset and not an end in good order.
            connection.stream.set_zero_linger()?;
            return Err(io::ErrorKind::ConnectionReset.into());
        }
        Ok(Pin::new(&mut connection.stream))
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.handle.0.reader.register(context.waker());
        self.live()?.poll_read(context, buffer)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.live()?.poll_write(context, buffer)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffers: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.live()?.poll_write_vectored(context, buffers)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.live()?.poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.live()?.poll_shutdown(context)
    }
}

/// The port on which connections come in. Clones are the same port.
#[derive(Clone, Debug)]
pub(super) struct Port {
    address: SocketAddr,
    runtime: Handle,
    state: Arc<Mutex<State>>,
}

#[derive(Debug)]
struct State {
    socket: Socket,
    // Of the task that accepts connections.
    acceptor: Option<Waker>,
    connections: Vec<Weak<ConnectionState>>,
}

#[derive(Debug)]
enum Socket {
    Open(TcpListener),
    /// Bound, so that no other program takes the port, and not listening, so that it is refused.
    Closed(Option<TcpSocket>),
}

impl Port {
    /// Binds the address, inside a runtime.
    pub(super) async fn bind(address: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        Ok(Self {
            address: listener.local_addr()?,
            runtime: Handle::current(),
            state: Arc::new(Mutex::new(State {
                socket: Socket::Open(listener),
                acceptor: None,
                connections: Vec::new(),
            })),
        })
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Refuses connections and resets the existing ones.
    pub(super) fn close(&self) -> io::Result<()> {
        let mut state = self.lock();
        if matches!(state.socket, Socket::Closed(Some(_))) {
            return Ok(());
        }
        // The port is free for as long as it takes to bind it again.
        state.socket = Socket::Closed(None);
        for state in state
            .connections
            .drain(..)
            .filter_map(|handle| handle.upgrade())
        {
            ConnectionHandle(state).reset();
        }
        let socket = TcpSocket::new_v4()?;
        socket.set_reuseaddr(true)?;
        socket.bind(self.address)?;
        state.socket = Socket::Closed(Some(socket));
        Ok(())
    }

    /// Accepts connections again.
    pub(super) fn open(&self) -> io::Result<()> {
        let _inside = self.runtime.enter();
        let mut state = self.lock();
        if let Socket::Closed(socket) = &mut state.socket
            && let Some(socket) = socket.take()
        {
            state.socket = Socket::Open(socket.listen(BACKLOG)?);
            if let Some(acceptor) = state.acceptor.take() {
                acceptor.wake();
            }
        }
        Ok(())
    }

    fn poll_accept(&self, context: &mut Context<'_>) -> Poll<io::Result<Connection>> {
        let mut state = self.lock();
        state.acceptor = Some(context.waker().clone());
        let Socket::Open(listener) = &state.socket else {
            return Poll::Pending;
        };
        let Poll::Ready((stream, _)) = listener.poll_accept(context)? else {
            return Poll::Pending;
        };
        stream.set_nodelay(true)?;
        let handle = ConnectionHandle::default();
        state.connections.retain(|handle| handle.strong_count() > 0);
        state.connections.push(Arc::downgrade(&handle.0));
        Poll::Ready(Ok(Connection { stream, handle }))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Listener for Port {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Connection, SocketAddr) {
        loop {
            match std::future::poll_fn(|context| self.poll_accept(context)).await {
                Ok(connection) => return (connection, self.address),
                // Too many open files, say: others may be closed meanwhile.
                Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.address)
    }
}

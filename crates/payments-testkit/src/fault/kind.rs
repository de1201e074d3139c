//! The ways in which an exchange goes wrong.

/// One way in which an exchange goes wrong. Where the service is reached, it does its work before
/// the response is changed.
///
/// The same faults occur on a [`FaultyTransport`](crate::FaultyTransport), which makes a client's
/// own transport fail, and in the simulator of the crate `payments-sim`, where any client meets
/// them on a real socket. Each variant says where the two differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Fault {
    /// No connection can be made. The service is not reached.
    ///
    /// The simulator has read a call before it counts it, so there it is a
    /// [`BreakBefore`](Self::BreakBefore): a client cannot know that nothing was done with what it
    /// sent. To have connections really refused, close the simulator's port.
    Refuse,
    /// The connection breaks before the service did anything. The client cannot know that.
    BreakBefore,
    /// The connection breaks after the service did its work.
    BreakAfter,
    /// The service does its work and does not respond in time.
    ///
    /// A faulty transport does not really wait. The simulator sends nothing, not even a status,
    /// and holds the connection until the client gives up or the simulator stops.
    Stall,
    /// The response is longer than the client reads. From the simulator it has no end: it goes on
    /// until the client closes the connection or the simulator stops.
    Endless,
    /// The response ends in its middle. From the simulator, the connection ends where the rest of
    /// the announced length should come.
    Truncate,
    /// 200, and an empty body.
    Empty,
    /// 200, and a page of HTML.
    Html,
    /// A PHP notice precedes the response.
    Notice,
    /// The response is not well-formed.
    Malformed,
    /// The response is encoded in ISO-8859-1 instead of UTF-8. Where it has no accented letter, a
    /// member with one is added.
    Latin1,
    /// The response is compressed although the client did not offer that.
    Compressed,
    /// A gateway responds with this status instead of the service, which is not reached.
    StatusBefore(u16),
    /// A gateway responds with this status, after the service did its work.
    StatusAfter(u16),
    /// 429, and how many seconds to wait. The service is not reached.
    TooManyRequests(u64),
    /// A redirect to another host. The service is not reached.
    Redirect,
    /// The `id` of a JSON-RPC response is not the request's. One of [`BY_SERVICE`](Self::BY_SERVICE).
    WrongRpcId,
    /// What the method returned has a null `status`, beside which PagoFácil's REST server writes a
    /// second one. One of [`BY_SERVICE`](Self::BY_SERVICE).
    StatusTwice,
    /// PagoFácil's method throws once its work is done: a fault of the method, not of the
    /// dispatcher. One of [`BY_SERVICE`](Self::BY_SERVICE).
    MethodFault,
}

impl Fault {
    /// The faults of a network, a gateway or a web server, which any service can have, with
    /// statuses that gateways send.
    pub const ALL: [Self; 21] = [
        Self::Refuse,
        Self::BreakBefore,
        Self::BreakAfter,
        Self::Stall,
        Self::Endless,
        Self::Truncate,
        Self::Empty,
        Self::Html,
        Self::Notice,
        Self::Malformed,
        Self::Latin1,
        Self::Compressed,
        Self::StatusBefore(500),
        Self::StatusBefore(503),
        Self::StatusAfter(502),
        Self::StatusAfter(504),
        Self::StatusAfter(401),
        Self::StatusAfter(403),
        Self::StatusAfter(404),
        Self::TooManyRequests(1),
        Self::Redirect,
    ];

    /// The faults inside PagoFácil's service. Only the simulator can make them happen: a
    /// [`FaultyTransport`](crate::FaultyTransport), and every response that does not go through a
    /// method of PagoFácil, leaves the response as it is.
    pub const BY_SERVICE: [Self; 3] = [Self::WrongRpcId, Self::StatusTwice, Self::MethodFault];

    /// Whether the request reaches the service.
    pub const fn reaches_the_service(self) -> bool {
        !matches!(
            self,
            Self::Refuse
                | Self::BreakBefore
                | Self::StatusBefore(_)
                | Self::TooManyRequests(_)
                | Self::Redirect
        )
    }
}

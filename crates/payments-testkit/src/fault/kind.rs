//! The ways in which an exchange goes wrong.

/// One way in which an exchange goes wrong. Where the service is asked, it does its work before
/// the answer is spoiled.
///
/// The same faults happen on a [`FaultyTransport`](crate::FaultyTransport), where a client's own
/// transport is told to fail, and in a [`Simulator`](crate::sim::Simulator), where a client of any
/// make meets them on a real socket. Each variant says where the two differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Fault {
    /// No connection can be made. The service is not asked.
    ///
    /// A simulator that counts a call has read it, so there it is a [`BreakBefore`](Self::BreakBefore):
    /// a client cannot know that nothing was done with what it sent. To have connections really
    /// refused, close the simulator's port with
    /// [`Simulator::close_port`](crate::sim::Simulator::close_port).
    Refuse,
    /// The connection breaks before the service did anything. The client cannot know that.
    BreakBefore,
    /// The connection breaks after the service did its work.
    BreakAfter,
    /// The service does its work and does not answer in time.
    ///
    /// A faulty transport does not really wait. A simulator sends nothing, not even a status, and
    /// holds the connection until the client gives up or the simulator stops.
    Stall,
    /// The answer is longer than the client reads. From a simulator it has no end at all: it goes
    /// on until the client hangs up or the simulator stops.
    Endless,
    /// The answer ends in its middle. From a simulator, the connection ends where the rest of
    /// the announced length should come.
    Truncate,
    /// 200, and nothing else.
    Empty,
    /// 200, and a page of HTML.
    Html,
    /// A notice of PHP stands in front of the answer.
    Notice,
    /// The answer is not well-formed.
    Malformed,
    /// A byte of Latin-1 stands in the answer.
    Latin1,
    /// The answer is compressed although nobody asked for it.
    Compressed,
    /// A gateway answers with this status instead of the service, which is not asked.
    StatusBefore(u16),
    /// A gateway answers with this status, after the service did its work.
    StatusAfter(u16),
    /// 429, and how many seconds to wait. The service is not asked.
    TooManyRequests(u64),
    /// A redirect to another host. The service is not asked.
    Redirect,
}

impl Fault {
    /// Every fault, with statuses that gateways answer.
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

    /// Whether the service is asked at all.
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

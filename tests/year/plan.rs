//! The plan of a year: what payers do, and what goes wrong.

use std::fmt;

pub(super) const SECOND: u64 = 1_000;
pub(super) const MINUTE: u64 = 60 * SECOND;
pub(super) const HOUR: u64 = 60 * MINUTE;
pub(super) const DAY: u64 = 24 * HOUR;

/// How large a year is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Size {
    /// How many orders there are, without the subscriptions.
    pub orders: u32,
    /// How many subscriptions are taken out.
    pub subscriptions: u32,
}

impl Size {
    /// The year of a merchant.
    pub const YEAR: Self = Self::new(50_000, 200);
    /// As much of it as a thousand seeds can have.
    pub const SMALL: Self = Self::new(60, 4);

    /// So many orders and subscriptions.
    pub const fn new(orders: u32, subscriptions: u32) -> Self {
        Self {
            orders,
            subscriptions,
        }
    }
}

/// A year, as data.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Plan {
    /// What it was drawn from. It also decides how long each step takes.
    pub seed: u64,
    /// How large it was drawn.
    pub size: Size,
    /// What happens, by time.
    pub events: Vec<Event>,
}

/// Something that happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event {
    /// Its number in the plan as it was drawn, by which it is named when others are left out.
    pub number: usize,
    /// When, in milliseconds after the beginning of the year.
    pub at: u64,
    /// What.
    pub deed: Deed,
}

/// A service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Service {
    /// The wallet.
    Mpandco,
    /// Cards and cash.
    PagoFacil,
}

/// How an order is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// On mPandco's page.
    Page,
    /// In mPandco's app.
    App,
    /// By card; a good one is never declined.
    Card {
        /// Whether it is.
        good: bool,
    },
    /// In cash, at a store.
    Cash,
    /// By card, every month.
    Monthly {
        /// Whether the card is never declined.
        good: bool,
    },
}

/// What comes back for an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Back {
    /// What the service sent.
    Genuine,
    /// What somebody invented.
    Forged,
    /// What the service sent for another order.
    Of(u32),
}

/// What happens to a call, or to all calls during an outage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// No connection can be made.
    Refused,
    /// The connection breaks before the service did anything.
    RequestLost,
    /// The connection breaks after the service did its work.
    ResponseLost,
    /// The response takes so many seconds, and comes in time.
    Slow(u64),
    /// The client gives up, and the service does its work so many seconds after the request.
    Late(u64),
    /// A gateway responds with a page and the status 500, and the service is not reached.
    PageBefore,
    /// A gateway responds with a page and the status 500 after the service did its work.
    PageAfter,
}

/// What happens to a step of the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepFault {
    /// It fails without an effect.
    Fails,
    /// It takes effect, and its confirmation is lost.
    LosesConfirmation,
}

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// A payer orders, and presses "Pay" on this machine.
    Order {
        /// The number of the order.
        order: u32,
        /// How it is paid.
        way: Way,
        /// What it costs, in hundredths.
        minor: i64,
        /// Where.
        machine: usize,
    },
    /// The payer presses "Pay" once more.
    Click {
        /// Which order.
        order: u32,
        /// Where.
        machine: usize,
    },
    /// The payer approves every page or request that the shop showed for the order.
    Approve(u32),
    /// The payer turns them down.
    Cancel(u32),
    /// The payer pays the voucher at the store.
    PayCash(u32),
    /// A callback comes for the order.
    Callback {
        /// Which order.
        order: u32,
        /// What it says.
        back: Back,
        /// Where.
        machine: usize,
    },
    /// The payer presses "Try again" and, where that is allowed, "Pay".
    Again {
        /// Which order.
        order: u32,
        /// Where.
        machine: usize,
    },
    /// The shop pays an order back: by a void, or by a refund.
    Refund {
        /// Which order.
        order: u32,
        /// Where.
        machine: usize,
        /// Whether the provider's void is used.
        void: bool,
    },
    /// The shop cancels a subscription.
    CancelSubscription {
        /// Which order.
        order: u32,
        /// Where.
        machine: usize,
    },
    /// The shop reads the charges of all subscriptions.
    ReadCharges {
        /// Where.
        machine: usize,
    },
    /// The next call of the machine that moves money goes wrong.
    CallFault {
        /// Where.
        machine: usize,
        /// How.
        fault: Fault,
    },
    /// A step of the machine's database goes wrong: the next one after so many others.
    StepFault {
        /// Where.
        machine: usize,
        /// How many steps are spared.
        after: u32,
        /// How.
        fault: StepFault,
    },
    /// The process on the machine is killed, once it has passed so many more points at which it
    /// waits. Another one starts in its place.
    Kill {
        /// Where.
        machine: usize,
        /// How many points are spared.
        after: u32,
    },
    /// The clock of the machine jumps to so many seconds beside the true time.
    Jump {
        /// Where.
        machine: usize,
        /// To what.
        to: i64,
    },
    /// A service is out.
    Outage {
        /// Which.
        service: Service,
        /// For how many seconds.
        seconds: u64,
        /// How.
        fault: Fault,
    },
    /// The database is out for so many seconds.
    DatabaseOut(u64),
}

impl Plan {
    /// The same plan with the events of these numbers.
    #[must_use]
    pub fn keep(&self, numbers: &[usize]) -> Self {
        let kept = self.events.iter();
        self.with(
            kept.filter(|event| numbers.contains(&event.number))
                .copied()
                .collect(),
        )
    }

    /// The same plan with other events.
    #[must_use]
    pub fn with(&self, events: Vec<Event>) -> Self {
        Self {
            events,
            ..self.clone()
        }
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (days, ms) = (self.at / DAY, self.at % DAY);
        let (hours, minutes) = (ms / HOUR, ms % HOUR / MINUTE);
        let (seconds, ms) = (ms % MINUTE / SECOND, ms % SECOND);
        let deed = self.deed;
        write!(
            f,
            "day {days:3} {hours:02}:{minutes:02}:{seconds:02}.{ms:03}  {deed:?}"
        )
    }
}

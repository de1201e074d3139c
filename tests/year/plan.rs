//! The plan of a year: what payers do, and what goes wrong.

use std::fmt;

use fastrand::Rng;

const SECOND: u64 = 1_000;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

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
    /// Draws a plan.
    pub fn draw(seed: u64, size: Size) -> Self {
        let mut draw = Draw {
            random: Rng::with_seed(seed),
            events: Vec::new(),
        };
        for order in 0..size.orders {
            draw.order(order);
        }
        for order in size.orders..size.orders + size.subscriptions {
            draw.subscription(order);
        }
        for month in 1..=12 {
            let machine = draw.machine();
            draw.at(month * 30 * DAY, Deed::ReadCharges { machine });
        }
        draw.disasters(size);
        let mut events = draw.events;
        // Events of the same time keep their order: a fault precedes what it hits.
        events.sort_by_key(|event| event.at);
        for (number, event) in events.iter_mut().enumerate() {
            event.number = number;
        }
        Self { seed, size, events }
    }

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

struct Draw {
    random: Rng,
    events: Vec<Event>,
}

impl Draw {
    fn at(&mut self, at: u64, deed: Deed) {
        let number = self.events.len();
        self.events.push(Event { number, at, deed });
    }

    fn chance(&mut self, percent: u32) -> bool {
        self.random.u32(0..100) < percent
    }

    fn machine(&mut self) -> usize {
        self.random.usize(0..2)
    }

    /// A time of the first eleven months, so that each order has time to end.
    fn some_time(&mut self) -> u64 {
        self.random.u64(DAY..335 * DAY)
    }

    fn fault(&mut self) -> Fault {
        match self.random.u32(0..10) {
            0 => Fault::Refused,
            1 => Fault::RequestLost,
            2..=4 => Fault::ResponseLost,
            5 => Fault::Slow(self.random.u64(1..20)),
            6 | 7 => Fault::Late(self.random.u64(31..1_500)),
            8 => Fault::PageBefore,
            _ => Fault::PageAfter,
        }
    }

    /// What may go wrong with what the machine does at this time.
    fn trouble(&mut self, at: u64, machine: usize) {
        if self.chance(14) {
            let fault = self.fault();
            self.at(at, Deed::CallFault { machine, fault });
        }
        if self.chance(6) {
            let lost = self.random.bool();
            let fault = match lost {
                true => StepFault::LosesConfirmation,
                false => StepFault::Fails,
            };
            let after = self.random.u32(0..8);
            self.at(
                at,
                Deed::StepFault {
                    machine,
                    after,
                    fault,
                },
            );
        }
        if self.chance(4) {
            let after = self.random.u32(0..30);
            self.at(at, Deed::Kill { machine, after });
        }
        if self.chance(2) {
            let seconds = self.random.u64(1..90);
            self.at(at, Deed::DatabaseOut(seconds));
        }
    }

    fn click(&mut self, at: u64, order: u32) {
        let machine = self.machine();
        self.trouble(at, machine);
        self.at(at, Deed::Click { order, machine });
    }

    fn callback(&mut self, at: u64, order: u32, back: Back) {
        let machine = self.machine();
        self.trouble(at, machine);
        self.at(
            at,
            Deed::Callback {
                order,
                back,
                machine,
            },
        );
    }

    fn order(&mut self, order: u32) {
        let at = self.some_time();
        let way = match self.random.u32(0..10) {
            0..=3 => Way::Page,
            4 => Way::App,
            5..=7 => Way::Card {
                good: self.random.bool(),
            },
            _ => Way::Cash,
        };
        let minor = self.random.i64(1_000..150_000);
        let machine = self.machine();
        self.trouble(at, machine);
        self.at(
            at,
            Deed::Order {
                order,
                way,
                minor,
                machine,
            },
        );
        // A double click, which the other machine may get.
        if self.chance(20) {
            let soon = at + self.random.u64(0..3 * SECOND);
            self.click(soon, order);
        }
        if self.chance(15) {
            let later = at + self.random.u64(MINUTE..6 * HOUR);
            self.click(later, order);
        }
        match way {
            Way::Page | Way::App => self.wallet(at, order),
            Way::Cash => self.cash(at, order),
            Way::Card { .. } | Way::Monthly { .. } => {}
        }
        if self.chance(if matches!(way, Way::Card { .. }) {
            50
        } else {
            10
        }) {
            let later = at + self.random.u64(MINUTE..3 * DAY);
            let machine = self.machine();
            self.trouble(later, machine);
            self.at(later, Deed::Again { order, machine });
        }
    }

    fn wallet(&mut self, at: u64, order: u32) {
        let decided = at + self.random.u64(10 * SECOND..20 * MINUTE);
        if self.chance(6) {
            let early = self.random.u64(at..decided);
            self.callback(early, order, Back::Forged);
        }
        if self.chance(6) && order > 0 {
            let other = self.random.u32(0..order);
            let later = decided + self.random.u64(0..HOUR);
            self.callback(later, order, Back::Of(other));
        }
        match self.random.u32(0..100) {
            0..=87 => self.at(decided, Deed::Approve(order)),
            88..=95 => return self.at(decided, Deed::Cancel(order)),
            // The payer closes the page.
            _ => return,
        }
        // A payer who has another page by now approves that one too.
        if self.chance(20) {
            let later = decided + self.random.u64(HOUR..12 * HOUR);
            self.at(later, Deed::Approve(order));
        }
        match self.random.u32(0..10) {
            // The payer never comes back.
            0 => {}
            1 | 2 => {
                for _ in 0..2 {
                    let soon = decided + self.random.u64(0..2 * SECOND);
                    self.callback(soon, order, Back::Genuine);
                }
            }
            3 => {
                let late = decided + self.random.u64(MINUTE..2 * DAY);
                self.callback(late, order, Back::Genuine);
            }
            _ => self.callback(decided + SECOND, order, Back::Genuine),
        }
        if self.chance(8) {
            let at = decided + self.random.u64(MINUTE..30 * HOUR);
            for _ in 0..self.random.u32(1..=2) {
                let machine = self.machine();
                let void = self.random.bool();
                self.trouble(at, machine);
                self.at(
                    at,
                    Deed::Refund {
                        order,
                        machine,
                        void,
                    },
                );
            }
        }
    }

    fn cash(&mut self, at: u64, order: u32) {
        let paid = at + self.random.u64(10 * MINUTE..60 * HOUR);
        if self.chance(10) {
            let early = self.random.u64(at..paid);
            self.callback(early, order, Back::Forged);
        }
        if !self.chance(85) {
            return;
        }
        self.at(paid, Deed::PayCash(order));
        let calls = self.random.usize(0..3);
        for _ in 0..calls {
            let after = paid + self.random.u64(SECOND..DAY);
            self.callback(after, order, Back::Genuine);
        }
    }

    fn subscription(&mut self, order: u32) {
        let at = self.some_time();
        let machine = self.machine();
        let way = Way::Monthly {
            good: self.random.bool(),
        };
        let minor = self.random.i64(1_000..90_000);
        self.trouble(at, machine);
        self.at(
            at,
            Deed::Order {
                order,
                way,
                minor,
                machine,
            },
        );
        if self.chance(30) {
            let soon = at + self.random.u64(0..3 * SECOND);
            self.click(soon, order);
        }
        if self.chance(30) {
            let later = at + self.random.u64(DAY..120 * DAY);
            let machine = self.machine();
            self.trouble(later, machine);
            self.at(later, Deed::CancelSubscription { order, machine });
        }
    }

    /// What hits whatever is going on. Some of it begins with an order.
    fn disasters(&mut self, size: Size) {
        let orders: Vec<u64> = self.events.iter().map(|event| event.at).collect();
        for _ in 0..(size.orders / 30).max(3) {
            let at = orders[self.random.usize(0..orders.len())];
            let service = match self.random.bool() {
                true => Service::Mpandco,
                false => Service::PagoFacil,
            };
            let fault = match self.random.u32(0..5) {
                0 | 1 => Fault::Refused,
                2 => Fault::ResponseLost,
                3 => Fault::PageBefore,
                _ => Fault::Slow(15),
            };
            let seconds = self.random.u64(10..3 * 60 * 60);
            let before = self.random.u64(0..MINUTE);
            let deed = Deed::Outage {
                service,
                seconds,
                fault,
            };
            self.at(at.saturating_sub(before), deed);
        }
        // Deploys, and clocks that are set.
        for _ in 0..(size.orders / 40).max(4) {
            let at = self.some_time();
            for machine in 0..2 {
                self.at(
                    at + machine as u64 * MINUTE,
                    Deed::Kill { machine, after: 0 },
                );
            }
            let (at, machine) = (self.some_time(), self.machine());
            let to = self.random.i64(-7..=7);
            self.at(at, Deed::Jump { machine, to });
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

//! Drawing a plan from a seed.

use fastrand::Rng;

use super::plan::{
    Back, DAY, Deed, Event, Fault, HOUR, MINUTE, Plan, SECOND, Service, Size, StepFault, Way,
};

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
            // Most payers are impatient.
            let longest = if self.chance(70) {
                40 * MINUTE
            } else {
                3 * DAY
            };
            let later = at + self.random.u64(MINUTE..longest);
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
        if self.chance(12) && order > 0 {
            let other = self.random.u32(0..order);
            let early = self.random.u64(at + SECOND..decided);
            self.callback(early, order, Back::Of(other));
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

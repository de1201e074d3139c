//! A shop that takes money: the SDK and its journal behind a web server, readable from here to the
//! end as a tutorial.
//!
//! ```console
//! cargo run -p payments-shop --example shop            # one purchase per provider, then exit
//! cargo run -p payments-shop --example shop -- serve   # open it in a browser
//! ```
//!
//! # The files, in reading order
//!
//! 1. `settings`: which provider, whose credentials, which database. No other file names a provider.
//! 2. `shop` and `routes`: [`Shop`] puts the provider, the journal and the orders together, and
//!    serves its pages.
//! 3. `orders`: the shop's two tables. An order has one *try* after another to pay it, each with a
//!    reference that is never used again. The next try exists only when the last one is finished and
//!    moved no money.
//! 4. `checkout`: the payer presses "Pay". Everything that may move money goes through the journal.
//! 5. `settling`: the payer comes back, the provider calls, or neither happens.
//! 6. `admin`: what a person must decide.
//! 7. `form`, `guard`, `secrets` and `pages`: what a form brings, what is refused, what is shown.
//!
//! # What the shop relies on
//!
//! * **A double click charges once.** Both requests reach [`create_payment`] with one reference, and
//!   the journal lets one of them through. No page needs JavaScript for that.
//! * **A crash forgets nothing.** The claim is in the database before the first byte is sent. After a
//!   restart the page says that the outcome is not known yet, and [`Shop::work`] finds it out.
//! * **A callback is a hint.** The return URL, the webhook and the button "Check again" all call
//!   [`settle`] with what the shop's own records expect.
//! * **The database has both.** An order changes in the transaction in which the journal marks its
//!   verdict as delivered.
//!
//! # Cards, and what they cost you
//!
//! The card form posts to this shop, which hands the card on to the provider and keeps nothing of it:
//! no number, expiry or code in the database, a log, a URL or a page that is shown again. Your server
//! still *transmits* card data. By the rules of PCI DSS, the server, its network and everything that
//! can reach them are in scope, and the questionnaire is **SAQ D for merchants**, not SAQ A. A shop
//! that sends its payers to the provider's page, as it does with mPandco, sees no card at all.
//!
//! [`create_payment`]: payments_core::PaymentProvider::create_payment
//! [`settle`]: payments_core::PaymentProvider::settle

mod admin;
mod catalog;
mod checkout;
mod error;
mod form;
mod guard;
mod orders;
mod pages;
mod routes;
mod secrets;
pub mod settings;
mod settling;
mod shop;

pub use error::ShopError;
pub use settings::Settings;
pub use settling::Work;
pub use shop::Shop;

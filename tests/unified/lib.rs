//! Enables every feature of reqwest that another crate of a program may enable. The tests show that
//! the default transport of `payments-kit` behaves the same.

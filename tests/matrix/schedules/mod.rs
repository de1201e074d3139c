//! Random schedules of faults and callers, from a seed.

mod caller;
mod claims;
mod flaw;
mod property;
mod schedule;
mod shop;
mod turns;

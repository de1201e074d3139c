//! `payments tour`: both journeys against the simulator, step by step.

mod guide;
mod mpandco;
mod pagofacil;
mod run;
mod table;

pub(crate) use run::run;

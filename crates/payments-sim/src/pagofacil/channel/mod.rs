//! The ways a call arrives and its answer leaves.

pub(crate) mod reply;
pub(crate) mod rest;
pub(crate) mod rpc;

//! The one merchant of the simulated service.

pub(super) const USERNAME: &str = "sim-merchant";

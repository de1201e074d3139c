//! What goes over the wire, in the service's own words.

mod answer;
mod data;
mod names;
mod registration;

pub(crate) use answer::{Answer, Echo, Operation as WireOperation};
pub(crate) use data::{Data, Field};
pub(crate) use names::domain_path;
pub(crate) use registration::registration;

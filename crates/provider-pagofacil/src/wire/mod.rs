//! What goes over the wire, in the service's own words.

mod answer;
mod cardholder;
mod charge;
mod data;
mod names;
mod percent;
mod registration;
mod search;
mod status;
mod transaction;

pub(crate) use answer::{Answer, Echo, Operation as WireOperation};
pub(crate) use charge::{charge, check_reference};
pub(crate) use data::{Data, Field, two_digits};
pub(crate) use names::{domain_path, is_field};
pub(crate) use percent::decoded_once;
pub(crate) use registration::registration;
pub(crate) use search::search;
pub(crate) use status::ReportStatus;
pub(crate) use transaction::WireTransaction;

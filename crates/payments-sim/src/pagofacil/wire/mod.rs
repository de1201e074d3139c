//! What goes over the wire: how calls are read and checked, and how their results are written.

pub(crate) mod call;
pub(crate) mod cardholder;
pub(crate) mod fields;
pub(crate) mod order;
pub(crate) mod registration;
pub(crate) mod reply;
pub(crate) mod rest;
pub(crate) mod rpc;
pub(crate) mod rules;
pub(crate) mod zend;

//! Recordings, from a transport to a folder and back.

mod catalog;
mod refusing;
mod saving;
mod support;

//! Recordings, from a transport to a folder and back.

mod refusing;
mod saving;
mod support;

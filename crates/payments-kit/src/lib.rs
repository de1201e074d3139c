//! Building blocks for authors of `payments-core` providers.
//!
//! * [`http`]: requests, responses, transports, the retry policy, and the client that ties them
//!   together.
//! * [`builder`]: what the builders of all providers share.
//! * [`codec`]: lenient decoding of JSON and XML with exact numbers.
//!
//! A merchant does not name this crate: each provider re-exports what its builder takes.
//!
//! # Features
//!
//! Each provider's crate has the same ones and forwards them; `aws-lc` and `xml` are on by default.
//!
//! * `aws-lc` or `ring`: the default transport, with TLS by that library's cryptography.
//! * `reqwest`: the default transport alone, which without TLS reaches loopback addresses only.
//!   Without it, supply a transport.
//! * `xml`: responses in XML.

pub mod builder;
pub mod codec;
pub mod http;

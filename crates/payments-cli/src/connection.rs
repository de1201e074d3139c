//! What the commands of every provider share: where to, and how to print.

use clap::Args;

use crate::output::Output;

/// Where a command goes, and how it prints.
#[derive(Args, Clone, Debug)]
pub(crate) struct Connection {
    /// Call production: real money. Without it, the provider's tests environment is called
    #[arg(long, global = true)]
    pub(crate) production: bool,
    /// Call this base URL instead, such as one of `payments sandbox`
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) base_url: Option<String>,
    /// How to print results
    #[arg(long, global = true, value_enum, default_value_t)]
    pub(crate) output: Output,
}

//! The merchant's own profile, as a check of the credentials: `GET api/user/profile.json`.

use payments_core::{Effect, Operation, Result};
use payments_kit::http::HttpRequest;
use serde::de::IgnoredAny;

use crate::client::Client;

/// Checks the credentials.
pub const CHECK_CREDENTIALS: Operation = Operation::new("check_credentials", Effect::Read);

pub(crate) async fn check_credentials(client: &Client) -> Result<()> {
    let url = client.base_url().join("api/user/profile.json");
    let request = HttpRequest::get(CHECK_CREDENTIALS, url);
    // The profile is personal data; only its presence counts.
    client.call(request, |_, IgnoredAny| Ok(())).await
}

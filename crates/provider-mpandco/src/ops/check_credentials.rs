//! The merchant's own profile, as a check of the keys: `GET api/user/profile.json`.

use payments_core::{Effect, Operation, Result};
use payments_kit::http::HttpRequest;
use serde::de::IgnoredAny;

use crate::service::Service;

/// The operation that finds out whether the keys are good.
pub const CHECK_CREDENTIALS: Operation = Operation::new("check_credentials", Effect::Read);

pub(crate) async fn check_credentials(service: &Service) -> Result<()> {
    let url = service.base_url().join("api/user/profile.json");
    let request = HttpRequest::get(CHECK_CREDENTIALS, url);
    // The profile itself is about people; only that there is one counts.
    let IgnoredAny = service.answer(request, &[]).await?;
    Ok(())
}

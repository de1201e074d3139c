//! `POST bc38875a09308a2/context/behat-steps.json`: the steps by which the SDK's tests prepare the
//! sandbox.
//!
//! Only the step that names an account has an effect: the account may share in payments. The other
//! steps register payers and fill their accounts, which every simulated payer has anyway. What the
//! service responds is not published; the empty object is an assumption.

use std::sync::Arc;

use axum::extract::State as Shared;

use crate::mpandco::ops::authorize_intent::require_sandbox_token;
use crate::mpandco::state::State;
use crate::mpandco::wire::errors::Refusal;
use crate::mpandco::wire::reply::JsonReply;
use crate::mpandco::wire::request::FormRequest;
use crate::php::form::Php;

pub(crate) async fn handle(
    Shared(state): Shared<Arc<State>>,
    request: FormRequest,
) -> Result<JsonReply, Refusal> {
    // The SDK sends the token in the form.
    require_sandbox_token(&request.form).or_else(|_| require_sandbox_token(&request.query))?;
    let steps = request.form.get("steps").map_or(&[][..], Php::entries);
    for (_, step) in steps {
        if let Php::Text(text) = step
            && let Some(name) = named_account(text)
        {
            state.authorize_account(name);
        }
    }
    Ok(JsonReply::ok(&serde_json::Map::new()))
}

/// The username in `Given I set username "NAME" to digital account "ID"`.
fn named_account(step: &str) -> Option<&str> {
    let (_, rest) = step.split_once("I set username \"")?;
    Some(rest.split_once('"')?.0)
}

#[cfg(test)]
mod tests {
    use super::named_account;

    #[test]
    fn only_the_step_that_names_an_account_has_one() {
        let step = r#"Given I set username "demo06" to digital account "J000000000""#;
        assert_eq!(named_account(step), Some("demo06"));
        assert_eq!(named_account("Given I set username \"demo06"), None);
        let other = r#"Given a global client "natural" phone with "584120000000""#;
        assert_eq!(named_account(other), None);
    }
}

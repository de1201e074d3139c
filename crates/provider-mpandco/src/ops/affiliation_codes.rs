//! Codes to open accounts with, in the sandbox only (chapter 4.1): `GET bc38875a09308a2/codes.json`.

use payments_core::{Effect, Operation, Result};
use secrecy::SecretString;

use crate::client::Client;
use crate::error;
use crate::model::AffiliationCodes;
use crate::wire::Codes;

/// Fetches codes to open accounts with, in the sandbox only. A lost response costs nothing: the
/// next one has other codes.
pub const AFFILIATION_CODES: Operation = Operation::new("affiliation_codes", Effect::Read);

pub(crate) async fn affiliation_codes(
    client: &Client,
    token: &SecretString,
) -> Result<AffiliationCodes> {
    let path = "bc38875a09308a2/codes.json";
    client
        .call_sandbox(AFFILIATION_CODES, path, token, None, |_, codes: Codes| {
            let codes = codes.regular.into_text().zip(codes.commercial.into_text());
            let (regular, commercial) = codes
                .ok_or_else(|| error::unreadable(AFFILIATION_CODES, "the response lacks a code"))?;
            Ok(AffiliationCodes {
                regular,
                commercial,
            })
        })
        .await
}

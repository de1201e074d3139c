//! Deletes a stored card: the method `Bajatoken`, which wants the authorization back that storing the
//! card returned.

use payments_core::{Operation, Result, StoredCard};
use payments_kit::http::Fields;

use crate::client::{Client, TokenCalled};
use crate::{error, evidence, validate, wire};

const OPERATION: Operation = Operation::DELETE_CARD;

pub(crate) async fn delete_card(client: &Client, card: &StoredCard) -> Result<()> {
    let key = validate::deleted_card(card)?;
    let caller = client.caller(OPERATION);
    let token = card.token.expose();
    let write = |fields: &mut dyn Fields| {
        wire::delete_card(fields, &caller, token, key.expose());
    };
    let read = |called: TokenCalled<'_>| {
        let TokenCalled { response, reader } = called;
        let evidence = evidence::card_deleted(&reader, &response, token, client.environment());
        let refused = || error::vault_refused(&reader, &response.charge);
        match error::of_verdict(&reader, &response.charge, evidence.verdict(), refused) {
            Some(error) => Err(error),
            None => Ok(()),
        }
    };
    client
        .card_tokens(OPERATION, "Bajatoken", write, read)
        .await
}

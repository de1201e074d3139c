//! `GET api/user/profile.json`: who the token belongs to.

use serde::Serialize;

use crate::mpandco::state::wallet::{MERCHANT_ID, MERCHANT_NAME, MERCHANT_USERNAME};
use crate::mpandco::wire::reply::JsonReply;

#[derive(Serialize)]
struct Profile {
    id: &'static str,
    username: &'static str,
    fullname: &'static str,
}

pub(crate) async fn handle() -> JsonReply {
    JsonReply::ok(&Profile {
        id: MERCHANT_ID,
        username: MERCHANT_USERNAME,
        fullname: MERCHANT_NAME,
    })
}

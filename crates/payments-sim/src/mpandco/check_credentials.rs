//! `GET api/user/profile.json`: who the token belongs to.

use serde::Serialize;

use super::json::JsonReply;
use super::merchant;

#[derive(Serialize)]
struct Profile {
    id: &'static str,
    username: &'static str,
    fullname: &'static str,
}

pub(super) async fn handle() -> JsonReply {
    JsonReply::ok(&Profile {
        id: merchant::ID,
        username: merchant::USERNAME,
        fullname: merchant::NAME,
    })
}

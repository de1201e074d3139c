//! `GET api/payment-intent/.json`: the history of intents, newest first, in pages.

use std::sync::Arc;

use axum::extract::State as Shared;
use serde::Serialize;
use url::Url;

use super::answer::IntentAnswer;
use super::errors::Refusal;
use super::json::JsonReply;
use super::submitted::Submitted;
use super::world::World;

const PER_PAGE: usize = 10;

#[derive(Serialize)]
struct Paginator<'a> {
    links: Links,
    meta: Meta,
    data: Vec<IntentAnswer<'a>>,
}

#[derive(Serialize)]
struct Links {
    first: Href,
    #[serde(rename = "self")]
    this: Href,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<Href>,
    last: Href,
}

#[derive(Serialize)]
struct Href {
    href: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Meta {
    current_page: usize,
    max_per_page: usize,
    total_pages: usize,
    total_results: usize,
}

impl Href {
    fn of(base_url: &Url, page: usize) -> Self {
        Self {
            href: format!("{base_url}api/payment-intent/.json?page={page}"),
        }
    }
}

impl World {
    pub(super) fn list_payments(&self, page: Option<&str>) -> Result<JsonReply, Refusal> {
        let state = self.lock();
        let intents = state.ledger.all();
        let total_pages = intents.len().div_ceil(PER_PAGE).max(1);
        let page: usize = page.unwrap_or("1").parse().map_err(|_| Refusal::NotFound)?;
        if page < 1 || page > total_pages {
            return Err(Refusal::NotFound);
        }
        let data = intents
            .iter()
            .rev()
            .skip((page - 1) * PER_PAGE)
            .take(PER_PAGE)
            .map(|intent| IntentAnswer::of(intent, &self.base_url))
            .collect();
        let href = |page| Href::of(&self.base_url, page);
        Ok(JsonReply::ok(&Paginator {
            links: Links {
                first: href(1),
                this: href(page),
                next: (page < total_pages).then(|| href(page + 1)),
                last: href(total_pages),
            },
            meta: Meta {
                current_page: page,
                max_per_page: PER_PAGE,
                total_pages,
                total_results: intents.len(),
            },
            data,
        }))
    }
}

pub(super) async fn handle(
    Shared(world): Shared<Arc<World>>,
    submitted: Submitted,
) -> Result<JsonReply, Refusal> {
    world.list_payments(submitted.query.text(&["page"]))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{body, create, refusal, sale, world};

    #[test]
    fn pages_follow_their_links_to_the_oldest_intent() {
        let world = world();
        let ids: Vec<String> = (0..11).map(|_| create(&world, &sale(""))).collect();
        let first = body(world.list_payments(None));
        assert_eq!(first["data"].as_array().unwrap().len(), 10);
        assert_eq!(first["data"][0]["id"], ids[10].as_str());
        let next = "http://sim.test/api/payment-intent/.json?page=2";
        assert_eq!(first["links"]["next"]["href"], next);

        let last = body(world.list_payments(Some("2")));
        assert_eq!(last["data"][0]["id"], ids[0].as_str());
        assert!(last["links"].get("next").is_none());
        assert_eq!(last["links"]["self"], first["links"]["last"]);
        let meta = serde_json::json!({
            "currentPage": 2, "maxPerPage": 10, "totalPages": 2, "totalResults": 11,
        });
        assert_eq!(last["meta"], meta);
    }

    #[test]
    fn an_empty_history_has_one_page_and_no_other() {
        let world = world();
        assert_eq!(body(world.list_payments(None))["meta"]["totalPages"], 1);
        for page in ["0", "2", "two"] {
            assert_eq!(refusal(world.list_payments(Some(page)))["code"], 404);
        }
    }
}

//! The service's paginator: a list, newest first, in pages.

use serde::Serialize;

use crate::mpandco::state::State;
use crate::mpandco::wire::errors::Refusal;
use crate::mpandco::wire::reply::JsonReply;

const PER_PAGE: usize = 10;

#[derive(Serialize)]
struct Paginator<T> {
    links: Links,
    meta: Meta,
    data: Vec<T>,
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

impl State {
    /// The page of `records` (oldest first) that a query asks for by its number, each record
    /// written by `write`. `path` is where the list is, for the links.
    pub(crate) fn page<'s, T, A: Serialize>(
        &self,
        path: &str,
        records: &'s [T],
        page: Option<&str>,
        write: impl FnMut(&'s T) -> A,
    ) -> Result<JsonReply, Refusal> {
        let total_pages = records.len().div_ceil(PER_PAGE).max(1);
        let page: usize = page.unwrap_or("1").parse().map_err(|_| Refusal::NotFound)?;
        if page < 1 || page > total_pages {
            return Err(Refusal::NotFound);
        }
        let end = records.len().saturating_sub((page - 1) * PER_PAGE);
        let shown = records.get(end.saturating_sub(PER_PAGE)..end);
        let data = shown.unwrap_or_default().iter().rev().map(write).collect();
        let href = |page| Href {
            href: format!("{}{path}?page={page}", self.base_url),
        };
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
                total_results: records.len(),
            },
            data,
        }))
    }
}

#[cfg(test)]
mod tests {
    use crate::mpandco::testing::{body, refusal, service};

    #[test]
    fn pages_follow_their_links_to_the_oldest_record() {
        let state = service();
        let records: Vec<usize> = (0..25).collect();
        let page = |number| body(state.page("list", &records, number, |record| record));
        let first = page(None);
        let newest: Vec<usize> = (15..25).rev().collect();
        assert_eq!(first["data"], serde_json::json!(newest));
        assert_eq!(
            first["links"]["next"]["href"],
            "http://sim.test/list?page=2"
        );

        let last = page(Some("3"));
        assert_eq!(last["data"], serde_json::json!([4, 3, 2, 1, 0]));
        assert!(last["links"].get("next").is_none());
        assert_eq!(last["links"]["self"], first["links"]["last"]);
        let meta = serde_json::json!({
            "currentPage": 3, "maxPerPage": 10, "totalPages": 3, "totalResults": 25,
        });
        assert_eq!(last["meta"], meta);
    }

    #[test]
    fn an_empty_list_has_one_page_and_no_other() {
        let state = service();
        let page = |number| state.page("list", &[0; 0], number, |record| record);
        assert_eq!(body(page(None))["meta"]["totalPages"], 1);
        for number in ["0", "2", "two"] {
            assert_eq!(refusal(page(Some(number)))["code"], 404);
        }
    }
}

//! The status as a page.

use super::{SHOWN, Status};
use crate::html::{live_page, table};

impl Status {
    /// The page. It needs no script: it loads itself again.
    pub(super) fn page(&self) -> String {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let yes = |is: bool| if is { "yes" } else { "no" }.to_owned();
        let mut page = format!(
            "<h1>Simulator</h1><p>{}. Duplicates: <strong>{}</strong>. \
             <a href=\"/_sandbox.json\">JSON</a></p>",
            self.time, self.duplicates
        );
        let references = self.references.iter().rev().take(SHOWN);
        let references: Vec<_> = references
            .map(|one| {
                vec![
                    one.reference.clone(),
                    one.movement.charges().to_string(),
                    one.movement.payouts.to_string(),
                    one.movement.subscriptions.to_string(),
                    one.movement.declined.to_string(),
                    one.duplicates.to_string(),
                ]
            })
            .collect();
        let columns = [
            "reference",
            "charges",
            "payouts",
            "subscriptions",
            "declined",
            "again",
        ];
        page += &table("Money", &columns, &references);
        let intents = self.intents.iter().map(|one| {
            vec![
                one.id.clone(),
                text(&one.reference),
                format!("{} VES", one.total),
                one.state.to_owned(),
            ]
        });
        let columns = ["id", "reference", "total", "state"];
        page += &table("mPandco: intents", &columns, &intents.collect::<Vec<_>>());
        let payouts = self.payouts.iter().map(|one| {
            vec![
                one.reference.clone(),
                format!("{} VES", one.amount),
                one.batch.to_string(),
                yes(one.loaded),
            ]
        });
        let columns = ["reference", "amount", "batch", "loaded"];
        page += &table("mPandco: payouts", &columns, &payouts.collect::<Vec<_>>());
        let charges = self.charges.iter().map(|one| {
            vec![
                one.transaction.clone(),
                text(&one.reference),
                format!("{} {}", one.amount, one.currency),
                yes(one.approved),
                one.at.clone(),
            ]
        });
        let columns = ["transaction", "reference", "amount", "approved", "made at"];
        page += &table("PagoFácil: charges", &columns, &charges.collect::<Vec<_>>());
        let subscriptions = self.subscriptions.iter().map(|one| {
            vec![
                one.id.clone(),
                text(&one.reference),
                format!("{} MXN", one.amount),
                one.day.to_string(),
                yes(one.active),
                one.charges.to_string(),
            ]
        });
        let columns = ["id", "reference", "amount", "day", "active", "charges"];
        let subscriptions: Vec<_> = subscriptions.collect();
        page += &table("PagoFácil: subscriptions", &columns, &subscriptions);
        let requests = self.requests.iter().map(|one| {
            vec![
                one.at.clone(),
                one.method.clone(),
                one.path.clone(),
                one.status.to_string(),
                text(&one.fault),
            ]
        });
        let columns = ["at", "method", "path", "status", "fault"];
        page += &table("Requests", &columns, &requests.collect::<Vec<_>>());
        let calls = self.merchant_calls.iter().map(|one| {
            let status = one.status.map(|status| status.to_string());
            vec![
                one.at.clone(),
                one.method.clone(),
                one.url.clone(),
                status.or_else(|| one.error.clone()).unwrap_or_default(),
            ]
        });
        let columns = ["at", "method", "URL", "result"];
        page += &table(
            "Calls to the merchant",
            &columns,
            &calls.collect::<Vec<_>>(),
        );
        live_page("Simulator", &page)
    }
}

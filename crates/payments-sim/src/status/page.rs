//! The status as a page.

use super::{SHOWN, Status};
use crate::html::{Cell, button, live_page, table};
use crate::mpandco::IntentState;

impl Status {
    /// The page. It needs no script: it loads itself again, and its buttons are forms.
    pub(super) fn page(&self) -> String {
        let text = |text: &Option<String>| Cell::from(text.as_deref().unwrap_or_default());
        let yes = |is: bool| Cell::from(if is { "yes" } else { "no" });
        let mut page = format!(
            "<h1>Simulator</h1><p>{}. Duplicates: <strong>{}</strong>. \
             <a href=\"/_sandbox.json\">JSON</a></p>",
            self.time, self.duplicates
        );
        let references = self.references.iter().rev().take(SHOWN).map(|one| {
            vec![
                Cell::from(&one.reference),
                one.movement.charges().into(),
                one.movement.payouts.into(),
                one.movement.subscriptions.into(),
                one.movement.declined.into(),
                one.duplicates.into(),
            ]
        });
        let columns = [
            "reference",
            "charges",
            "payouts",
            "subscriptions",
            "declined",
            "again",
        ];
        page += &table("Money", &columns, &references.collect::<Vec<_>>());
        let intents = self.intents.iter().map(|one| {
            let decision = if one.state == IntentState::Created.as_str() {
                Cell::Link(format!("/p/express-checkout/{}/1", one.id), "decide")
            } else {
                "".into()
            };
            vec![
                Cell::from(&one.id),
                text(&one.reference),
                format!("{} VES", one.total).into(),
                one.state.into(),
                decision,
            ]
        });
        let columns = ["id", "reference", "total", "state", "payer"];
        page += &table("mPandco: intents", &columns, &intents.collect::<Vec<_>>());
        let payouts = self.payouts.iter().map(|one| {
            vec![
                Cell::from(&one.reference),
                format!("{} VES", one.amount).into(),
                one.batch.into(),
                yes(one.loaded),
            ]
        });
        let columns = ["reference", "amount", "batch", "loaded"];
        page += &table("mPandco: payouts", &columns, &payouts.collect::<Vec<_>>());
        if self.payouts.iter().any(|payout| !payout.loaded) {
            page += &button("/_sandbox/payout-batches/load", "Load the batches");
        }
        let charges = self.charges.iter().map(|one| {
            vec![
                Cell::from(&one.transaction),
                text(&one.reference),
                format!("{} {}", one.amount, one.currency).into(),
                yes(one.approved),
                Cell::from(&one.at),
            ]
        });
        let columns = ["transaction", "reference", "amount", "approved", "made at"];
        page += &table("PagoFácil: charges", &columns, &charges.collect::<Vec<_>>());
        let orders = self.cash_orders.iter().map(|one| {
            let (status, payment) = match one.status {
                4 => ("paid", "".into()),
                3 => ("expired", "".into()),
                _ => {
                    let path = format!("/_sandbox/cash-orders/{}/pay", one.reference);
                    ("open", Cell::Button(path, "Pay"))
                }
            };
            vec![
                Cell::from(&one.reference),
                Cell::from(&one.order_id),
                format!("{} MXN", one.amount).into(),
                Cell::from(&one.store),
                status.into(),
                payment,
            ]
        });
        let columns = ["reference", "order", "amount", "store", "status", "buyer"];
        let orders: Vec<_> = orders.collect();
        page += &table("PagoFácil: cash orders", &columns, &orders);
        let subscriptions = self.subscriptions.iter().map(|one| {
            vec![
                Cell::from(&one.id),
                text(&one.reference),
                format!("{} MXN", one.amount).into(),
                one.day.into(),
                yes(one.active),
                one.charges.into(),
            ]
        });
        let columns = ["id", "reference", "amount", "day", "active", "charges"];
        let subscriptions: Vec<_> = subscriptions.collect();
        page += &table("PagoFácil: subscriptions", &columns, &subscriptions);
        let requests = self.requests.iter().map(|one| {
            vec![
                Cell::from(&one.at),
                Cell::from(&one.method),
                Cell::from(&one.path),
                one.status.into(),
                text(&one.fault),
            ]
        });
        let columns = ["at", "method", "path", "status", "fault"];
        page += &table("Requests", &columns, &requests.collect::<Vec<_>>());
        let calls = self.merchant_calls.iter().map(|one| {
            let status = one.status.map(|status| status.to_string());
            vec![
                Cell::from(&one.at),
                Cell::from(&one.method),
                Cell::from(&one.url),
                text(&status.or_else(|| one.error.clone())),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::status::{CashOrderStatus, ChargeStatus};

    #[test]
    fn a_row_shows_the_state_of_its_charge_or_order() {
        let charge = |approved, amount: &str| ChargeStatus {
            transaction: "T".to_owned(),
            reference: None,
            subscription: None,
            amount: amount.to_owned(),
            currency: "MXN".to_owned(),
            approved,
            at: "now".to_owned(),
        };
        let order = |status, amount: &str| CashOrderStatus {
            reference: "R".to_owned(),
            order_id: "O".to_owned(),
            amount: amount.to_owned(),
            store: "S".to_owned(),
            status,
        };
        let page = Status {
            time: "now".to_owned(),
            duplicates: 0,
            references: Vec::new(),
            intents: Vec::new(),
            payouts: Vec::new(),
            charges: vec![charge(true, "1"), charge(false, "2")],
            cash_orders: vec![order(4, "3"), order(3, "4"), order(1, "5")],
            subscriptions: Vec::new(),
            requests: Vec::new(),
            merchant_calls: Vec::new(),
            faults: None,
        }
        .page();
        for row in [
            "<td>1 MXN</td><td>yes</td>",
            "<td>2 MXN</td><td>no</td>",
            "<td>3 MXN</td><td>S</td><td>paid</td>",
            "<td>4 MXN</td><td>S</td><td>expired</td>",
            "<td>5 MXN</td><td>S</td><td>open</td>",
        ] {
            assert!(page.contains(row), "{row}: {page}");
        }
    }
}

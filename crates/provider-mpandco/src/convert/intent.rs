//! Intents.

use payments_core::{Money, PayerId, PaymentId, PaymentStatus, Result};
use payments_kit::codec::{Number, Scalar};

use super::Reader;
use super::reader::{civil, first_of, pay_tokens};
use crate::error::unreadable;
use crate::link::{Link, Unread};
use crate::model::{Intent, IntentKind, IntentTotals, Links, Payer, ReturnCall, Transaction};
use crate::wire;

impl Reader<'_> {
    pub(crate) fn intent(&self, intent: wire::Intent) -> Result<Intent> {
        let id = PaymentId::new(self.required("id", intent.id)?);
        let status = self.status(&self.required("state", intent.state)?);
        let total = self.totals(&intent.total)?;
        let transactions = intent.transactions.into_entries();
        let transactions = transactions
            .map(|transaction| self.transaction(transaction))
            .collect::<Result<Vec<_>>>()?;
        let wire::RedirectUrls {
            return_url,
            cancel_url,
            history_responses,
        } = intent.redirect_urls;
        Ok(Intent {
            id,
            kind: self.kind(&intent.kind),
            amount: self.amount(&transactions, total.as_ref())?,
            total,
            payer: payer(intent.payer.info),
            recipient: first_of(&intent.recipient, &["", "username", "_data.username", "id"]),
            return_url: return_url.into_text(),
            cancel_url: cancel_url.into_text(),
            return_calls: history_responses
                .into_entries()
                .map(|call| self.return_call(call))
                .collect(),
            transactions,
            pay_tokens: pay_tokens(intent.pay_tokens),
            created_at: civil(&intent.created_at),
            updated_at: civil(&intent.updated_at),
            links: self.links(intent.links, &status),
            status,
        })
    }

    /// What is to be paid. `total.amount` is not always equal to it in the service's own examples,
    /// so it counts only where there are no transactions.
    fn amount(&self, parts: &[Transaction], total: Option<&IntentTotals>) -> Result<Money> {
        let mut sum: Option<Money> = None;
        for Transaction { amount, .. } in parts {
            sum = Some(match sum {
                None => *amount,
                Some(sum) => sum
                    .checked_add(*amount)
                    .map_err(|reason| unreadable(self.operation, reason.to_string()))?,
            });
        }
        sum.or_else(|| total?.amount)
            .ok_or_else(|| unreadable(self.operation, "the answer has no amount"))
    }

    fn totals(&self, total: &wire::Total) -> Result<Option<IntentTotals>> {
        let amounts = [total.items, total.shipping, total.tax, total.amount];
        if !amounts.into_iter().any(Number::is_given) {
            return Ok(None);
        }
        let currency = self.currency(&total.currency.id)?;
        let part = |amount: Number| self.optional_money(amount, currency);
        Ok(Some(IntentTotals {
            items: part(total.items)?,
            shipping: part(total.shipping)?,
            tax: part(total.tax)?,
            amount: part(total.amount)?,
        }))
    }

    fn links(&self, links: wire::Links, status: &PaymentStatus) -> Links {
        let api = |link: wire::Href| link.href.into_text().map(Unread::new);
        let page = |link: &wire::Href| Some(Link::to_page(self.base_url, link.href.text()?));
        let approval =
            Some(&links.approval_url).filter(|_| *status == PaymentStatus::AwaitingApproval);
        Links {
            approval: approval.and_then(page),
            execute: api(links.execute),
            cancel: api(links.cancel),
        }
    }

    fn kind(&self, kind: &Scalar) -> IntentKind {
        match kind.text() {
            Some("sale") => IntentKind::Sale,
            Some("request") => IntentKind::Request,
            other => IntentKind::Other(self.words(other.unwrap_or_default())),
        }
    }

    fn return_call(&self, call: wire::HistoryResponse) -> ReturnCall {
        let status = call.status_code.text().map(str::parse);
        ReturnCall {
            url: call.uri.into_text(),
            method: call.method.into_text(),
            status: status.and_then(Result::ok),
            body: call.body.text().map(|body| self.words(body)),
        }
    }
}

fn payer(party: wire::Party) -> Option<Payer> {
    Some(Payer {
        id: PayerId::new(party.id.into_text()?),
        name: first_of(&party.data, &["fullname"]),
    })
}

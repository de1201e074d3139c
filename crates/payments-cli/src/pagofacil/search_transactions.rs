//! The arguments of `search-transactions`.

use clap::Args;
use payments_core::{PageRequest, PageToken};
use payments_kit::codec::parse_date;
use provider_pagofacil::TransactionFilter;
use time::Date;

use crate::exit::Failure;

#[derive(Args)]
pub(crate) struct Arguments {
    /// The first day (yyyy-mm-dd)
    #[arg(long)]
    start: Option<String>,
    /// The last day (yyyy-mm-dd)
    #[arg(long)]
    end: Option<String>,
    /// Only this status, in the service's numbers
    #[arg(long)]
    status: Option<u32>,
    /// Only this branch
    #[arg(long)]
    branch: Option<String>,
    /// Only this transaction
    #[arg(long)]
    transaction: Option<String>,
    /// The page after this token
    #[arg(long)]
    page: Option<String>,
}

impl Arguments {
    pub(super) fn search(self) -> Result<(TransactionFilter, PageRequest), Failure> {
        let mut filter = TransactionFilter::new();
        if let Some(start) = &self.start {
            filter = filter.with_start(date("--start", start)?);
        }
        if let Some(end) = &self.end {
            filter = filter.with_end(date("--end", end)?);
        }
        if let Some(status) = self.status {
            filter = filter.with_status(status);
        }
        if let Some(branch) = self.branch {
            filter = filter.with_branch_id(branch);
        }
        if let Some(transaction) = self.transaction {
            filter = filter.with_transaction_id(transaction);
        }
        let page = self.page.map_or_else(PageRequest::first, |token| {
            PageRequest::after(PageToken::new(token))
        });
        Ok((filter, page))
    }
}

fn date(argument: &str, text: &str) -> Result<Date, Failure> {
    parse_date(text)
        .ok_or_else(|| Failure::usage(format!("{argument} must be a date, such as 2031-01-31")))
}

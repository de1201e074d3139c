//! mPandco's intent as a hand-written client reads it.

use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::value::RawValue;
use time::PrimitiveDateTime;
use time::macros::format_description;
use url::Url;

use crate::Problem;

macro_rules! answer {
    ($($(#[$docs:meta])* struct $name:ident { $($(#[$meta:meta])* $field:ident: $type:ty,)* })*) => {
        $(
            $(#[$docs])*
            #[derive(Debug, Deserialize)]
            pub struct $name { $($(#[$meta])* pub $field: $type,)* }
        )*
    };
}

/// A number as it stands, for it is read exactly.
type Number = Box<RawValue>;

answer! {
    /// An intent with all that the documents tell of it.
    #[allow(missing_docs, reason = "the names of the service")]
    struct Intent {
        id: String,
        intent: String,
        state: String,
        payer: Option<Payer>,
        redirect_urls: RedirectUrls,
        total: Total,
        transactions: Vec<Transaction>,
        pay_tokens: Vec<PayToken>,
        recipient: Option<String>,
        created_at: String,
        updated_at: String,
        #[serde(rename = "_links")]
        links: Links,
    }
    /// Who pays.
    #[allow(missing_docs, reason = "the names of the service")]
    struct Payer { payer_info: Party, }
    /// An account.
    #[allow(missing_docs, reason = "the names of the service")]
    struct Party {
        id: String,
        #[serde(rename = "_data")]
        data: PartyData,
    }
    /// What is shown of an account.
    #[allow(missing_docs, reason = "the names of the service")]
    struct PartyData { fullname: String, }
    /// Where the payer goes.
    #[allow(missing_docs, reason = "the names of the service")]
    struct RedirectUrls {
        return_url: String,
        cancel_url: String,
        history_responses: Vec<HistoryResponse>,
    }
    /// A call of the return URL.
    #[allow(missing_docs, reason = "the names of the service")]
    struct HistoryResponse {
        uri: String,
        method: String,
        status_code: u16,
        body: String,
    }
    /// Sums.
    #[allow(missing_docs, reason = "the names of the service")]
    struct Total {
        currency: Currency,
        items: Number,
        shipping: Number,
        tax: Number,
        amount: Number,
    }
    /// A currency.
    #[allow(missing_docs, reason = "the names of the service")]
    struct Currency { id: String, }
    /// What is paid for.
    #[allow(missing_docs, reason = "the names of the service")]
    struct Transaction {
        id: String,
        amount: Amount,
        items: Vec<Item>,
        description: String,
        invoice_number: String,
        distributions: Vec<Distribution>,
        pay_tokens: Vec<PayToken>,
    }
    /// What it costs.
    #[allow(missing_docs, reason = "the names of the service")]
    struct Amount {
        currency: Currency,
        total: Number,
        details: Details,
    }
    /// Parts of an amount.
    #[allow(missing_docs, reason = "the names of the service")]
    struct Details {
        shipping: Number,
        tax: Number,
        sub_total: Number,
    }
    /// A line of the order.
    #[allow(missing_docs, reason = "the names of the service")]
    struct Item {
        name: String,
        quantity: u32,
        currency: Currency,
        sku: Option<String>,
        price: Number,
    }
    /// A part that goes elsewhere.
    #[allow(missing_docs, reason = "the names of the service")]
    struct Distribution {
        state: String,
        amount: Number,
        description: Option<String>,
    }
    /// An account to pay from.
    #[allow(missing_docs, reason = "the names of the service")]
    struct PayToken { id: String, }
    /// Where to go on.
    #[allow(missing_docs, reason = "the names of the service")]
    struct Links {
        execute: Option<Link>,
        approval_url: Option<Link>,
        cancel: Option<Link>,
    }
    /// A link.
    #[allow(missing_docs, reason = "the names of the service")]
    struct Link { href: String, }
}

/// What a merchant wants to know of it.
#[derive(Debug)]
#[allow(missing_docs, reason = "the names of the service")]
pub struct Payment {
    pub intent: Intent,
    pub amount: Decimal,
    pub created_at: PrimitiveDateTime,
    pub approval: Option<Url>,
}

impl Payment {
    /// Reads the amounts exactly, the time as a time and the approval page as a URL.
    ///
    /// # Errors
    ///
    /// When one of them is none.
    pub fn of(intent: Intent) -> Result<Self, Problem> {
        let mut amount = Decimal::ZERO;
        for transaction in &intent.transactions {
            amount += decimal(&transaction.amount.total)?;
        }
        let format = format_description!("[year]-[month]-[day] [hour]:[minute]:[second]");
        let is_waiting = intent.state == "created";
        let approval = intent.links.approval_url.as_ref().filter(|_| is_waiting);
        Ok(Self {
            amount,
            created_at: PrimitiveDateTime::parse(&intent.created_at, format)?,
            approval: approval.map(|link| link.href.parse()).transpose()?,
            intent,
        })
    }
}

fn decimal(number: &RawValue) -> Result<Decimal, rust_decimal::Error> {
    Decimal::from_str_exact(number.get().trim_matches('"'))
}

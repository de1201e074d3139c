//! mPandco's intent as a hand-written client reads it.

use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::value::RawValue;
use time::PrimitiveDateTime;
use time::macros::format_description;
use url::Url;

use crate::Problem;

macro_rules! response {
    ($($(#[$docs:meta])* struct $name:ident { $($(#[$meta:meta])* $field:ident: $type:ty,)* })*) => {
        $(
            $(#[$docs])*
            #[derive(Debug, Deserialize)]
            pub struct $name { $($(#[$meta])* pub $field: $type,)* }
        )*
    };
}

/// The text of a number, for it is read exactly.
type Number = Box<RawValue>;

response! {
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

/// An intent with its values read: what no text can tell.
#[derive(Debug)]
#[allow(missing_docs, reason = "the names of the service")]
pub struct Payment {
    pub intent: Intent,
    pub total: [Decimal; 4],
    pub transactions: Vec<Amounts>,
    pub created_at: PrimitiveDateTime,
    pub updated_at: PrimitiveDateTime,
    pub approval: Option<Url>,
}

/// The amounts of a transaction.
#[derive(Debug)]
#[allow(missing_docs, reason = "the names of the service")]
pub struct Amounts {
    pub total: Decimal,
    pub details: [Decimal; 3],
    pub items: Vec<Decimal>,
}

impl Payment {
    /// Reads the amounts exactly, the times as times and the approval page as a URL.
    ///
    /// # Errors
    ///
    /// When one of them is none.
    pub fn of(intent: Intent) -> Result<Self, Problem> {
        let Total {
            items,
            shipping,
            tax,
            amount,
            ..
        } = &intent.total;
        let total = [
            decimal(items)?,
            decimal(shipping)?,
            decimal(tax)?,
            decimal(amount)?,
        ];
        let transactions = intent.transactions.iter().map(Amounts::of);
        let transactions = transactions.collect::<Result<_, _>>()?;
        let is_waiting = intent.state == "created";
        let approval = intent.links.approval_url.as_ref().filter(|_| is_waiting);
        Ok(Self {
            total,
            transactions,
            created_at: instant(&intent.created_at)?,
            updated_at: instant(&intent.updated_at)?,
            approval: approval.map(|link| link.href.parse()).transpose()?,
            intent,
        })
    }
}

impl Amounts {
    fn of(transaction: &Transaction) -> Result<Self, rust_decimal::Error> {
        let Details {
            shipping,
            tax,
            sub_total,
        } = &transaction.amount.details;
        let items = transaction.items.iter();
        Ok(Self {
            total: decimal(&transaction.amount.total)?,
            details: [decimal(shipping)?, decimal(tax)?, decimal(sub_total)?],
            items: items
                .map(|item| decimal(&item.price))
                .collect::<Result<_, _>>()?,
        })
    }
}

fn instant(text: &str) -> Result<PrimitiveDateTime, time::error::Parse> {
    let format = format_description!("[year]-[month]-[day] [hour]:[minute]:[second]");
    PrimitiveDateTime::parse(text, format)
}

fn decimal(number: &RawValue) -> Result<Decimal, rust_decimal::Error> {
    Decimal::from_str_exact(number.get().trim_matches('"'))
}

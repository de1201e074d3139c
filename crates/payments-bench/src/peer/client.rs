//! The client.

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder};
use rustls::RootCertStore;
use rustls::crypto::aws_lc_rs;
use serde::Deserialize;
use url::Url;

use super::{Charge, Intent, Payment, RestCharge, RpcCharge, Sale};
use crate::calls::{Call, Caller};
use crate::ours::PAYMENT_ID;
use crate::{Problem, routes};

/// The id of the canned JSON-RPC response.
const RPC_ID: u32 = 1_397_151_272;

/// A hand-written client with reqwest's settings as `payments-kit` has them.
#[derive(Debug)]
pub struct Peer {
    client: Client,
    base_url: String,
    token: String,
    sale: Sale,
    charge: Charge,
}

#[derive(Deserialize)]
struct Token {
    access_token: String,
}

impl Peer {
    /// A client of the canned service at this base URL.
    ///
    /// # Errors
    ///
    /// When reqwest cannot be set up.
    pub fn new(base_url: &str) -> Result<Self, Problem> {
        let tls =
            rustls::ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
                .with_safe_default_protocol_versions()?
                .with_root_certificates(RootCertStore::empty())
                .with_no_client_auth();
        let client = Client::builder()
            .tls_backend_preconfigured(tls)
            .user_agent(concat!("payments-kit/", env!("CARGO_PKG_VERSION")))
            .redirect(Policy::none())
            .retry(reqwest::retry::never())
            .no_proxy()
            .http1_only()
            .referer(false)
            .connect_timeout(Duration::from_secs(10))
            .read_timeout(Duration::from_secs(30))
            .timeout(Duration::from_secs(60))
            .pool_idle_timeout(Duration::from_secs(4))
            .build()?;
        let token = routes::body("mpandco/token/granted", base_url)?;
        let Token { access_token } = serde_json::from_slice(&token)?;
        Ok(Self {
            client,
            base_url: base_url.to_owned(),
            token: access_token,
            sale: Sale::default(),
            charge: Charge::default(),
        })
    }

    async fn get(&self) -> Result<Payment, Problem> {
        let mut url = self.url("api/payment-intent/show.json")?;
        url.query_pairs_mut().append_pair("id", PAYMENT_ID);
        let request = self.client.get(url).bearer_auth(&self.token);
        intent(&body(request).await?)
    }

    async fn create(&self) -> Result<Payment, Problem> {
        let request = self
            .client
            .post(self.url("api/payment-intent/.json")?)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .bearer_auth(&self.token)
            .body(self.sale.form());
        intent(&body(request).await?)
    }

    async fn charge_by_json_rpc(&self) -> Result<RpcCharge, Problem> {
        let request = self
            .client
            .post(self.url("Wsjtransaccion/")?)
            .header(CONTENT_TYPE, "application/json")
            .body(self.charge.json_rpc(RPC_ID)?);
        let charged: RpcCharge = serde_json::from_slice(&body(request).await?)?;
        if charged.id != RPC_ID.to_string() || charged.result.autorizado != "1" {
            return Err("not authorized".into());
        }
        black_box(charged.result.finished_at()?);
        Ok(charged)
    }

    async fn charge_by_query(&self) -> Result<RestCharge, Problem> {
        let mut url = self.url("Wsrtransaccion/index/format/json")?;
        url.set_query(Some(&self.charge.query()));
        let charged: RestCharge = serde_json::from_slice(&body(self.client.get(url)).await?)?;
        if charged.root.transaccion.autorizado != "1" {
            return Err("not authorized".into());
        }
        black_box(charged.root.transaccion.finished_at()?);
        Ok(charged)
    }

    fn url(&self, path: &str) -> Result<Url, Problem> {
        Ok(Url::parse(&format!("{}{path}", self.base_url))?)
    }
}

async fn body(request: RequestBuilder) -> Result<Bytes, Problem> {
    let response = request.send().await?.error_for_status()?;
    Ok(response.bytes().await?)
}

fn intent(body: &[u8]) -> Result<Payment, Problem> {
    let intent: Intent = serde_json::from_slice(body)?;
    Payment::of(intent)
}

impl Caller for Peer {
    async fn call(&self, call: Call) -> Result<(), Problem> {
        match call {
            Call::Get => drop(black_box(self.get().await?)),
            Call::CreateByForm => drop(black_box(self.create().await?)),
            Call::ChargeByJsonRpc => drop(black_box(self.charge_by_json_rpc().await?)),
            Call::ChargeByQuery => drop(black_box(self.charge_by_query().await?)),
        }
        Ok(())
    }
}

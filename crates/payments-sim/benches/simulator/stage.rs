//! A simulator with payments in it.

use std::path::PathBuf;
use std::sync::mpsc;
use std::time::Duration;
use std::{fs, thread};

use payments_sim::Simulator;
use payments_sim::mpandco::{CLIENT_ID, CLIENT_SECRET};
use payments_testkit::samples;

use crate::client::Client;
use crate::operations;

pub(crate) struct Stage {
    pub(crate) simulator: Simulator,
    pub(crate) client: Client,
    pub(crate) token: String,
    /// The intents that were executed.
    pub(crate) executed: Vec<String>,
    /// How many references were used.
    pub(crate) references: usize,
    /// Where Linux tells how long the server's thread was on a processor.
    schedule: PathBuf,
}

impl Stage {
    pub(crate) fn new() -> Self {
        let (simulator, schedule) = started();
        simulator.pagofacil().set_page_size(10);
        let address = simulator.base_url().socket_addrs(|| None).unwrap()[0];
        let mut stage = Self {
            simulator,
            client: Client::new(address),
            token: String::new(),
            executed: Vec::new(),
            references: 0,
            schedule,
        };
        let grant = format!(
            "client_id={CLIENT_ID}&client_secret={CLIENT_SECRET}&grant_type=urn:client_apps"
        );
        let granted = stage.form("/oauth/v2/token", &grant);
        let response = stage.client.send(&[granted]);
        stage.token = first_text(&response[0], "access_token");
        stage
    }

    /// Adds as many executed payments to mPandco, and as many charges to PagoFácil.
    pub(crate) fn fill(&mut self, size: usize) {
        const PART: usize = 5_000;
        for start in (0..size).step_by(PART) {
            let part = PART.min(size - start);
            let confirmations = operations::confirm_payment(self, part);
            self.client.send(&confirmations);
            let charges = operations::charge_by_json_rpc(self, part);
            self.client.send(&charges);
        }
    }

    /// How long the simulator has worked so far, without the time in which others did.
    pub(crate) fn worked(&self) -> Duration {
        let told = fs::read_to_string(&self.schedule).unwrap();
        let nanoseconds = told.split(' ').next().unwrap().parse().unwrap();
        Duration::from_nanos(nanoseconds)
    }

    pub(crate) fn reference(&mut self) -> String {
        self.references += 1;
        format!("ORDER-{}", self.references)
    }

    pub(crate) fn get(&self, target: &str) -> String {
        format!(
            "GET {target} HTTP/1.1\r\nHost: sim\r\nAuthorization: Bearer {}\r\n\r\n",
            self.token
        )
    }

    pub(crate) fn form(&self, target: &str, body: &str) -> String {
        self.post(target, "application/x-www-form-urlencoded", body)
    }

    pub(crate) fn post(&self, target: &str, content_type: &str, body: &str) -> String {
        format!(
            "POST {target} HTTP/1.1\r\nHost: sim\r\nAuthorization: Bearer {}\r\n\
             Content-Type: {content_type}\r\nContent-Length: {}\r\n\r\n{body}",
            self.token,
            body.len()
        )
    }
}

/// The first text of this name in a JSON.
pub(crate) fn first_text(json: &str, name: &str) -> String {
    let (_, rest) = json.split_once(&format!("\"{name}\":\"")).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

/// A simulator on a separate thread, which does nothing once it is dropped.
fn started() -> (Simulator, PathBuf) {
    let (send, receive) = mpsc::channel();
    thread::spawn(move || {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = runtime.enable_all().build().unwrap();
        runtime.block_on(async {
            // A time at which the card of the samples is good.
            let clock = samples::subscription_clock();
            let simulator = Simulator::start_with(0, clock).await.unwrap();
            let task = fs::read_link("/proc/thread-self").unwrap();
            let schedule = PathBuf::from("/proc").join(task).join("schedstat");
            send.send((simulator, schedule)).unwrap();
            std::future::pending::<()>().await;
        });
    });
    receive.recv().unwrap()
}

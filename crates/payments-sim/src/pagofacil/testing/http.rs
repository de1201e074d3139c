//! The service over real HTTP, and requests written by hand.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;

use tokio::net::TcpListener;
use url::form_urlencoded;

use crate::pagofacil::router::router;
use crate::pagofacil::state::State;
use crate::pagofacil::wire::zend::Map;
use crate::php::json::encode;

pub(crate) const FORM: &str = "application/x-www-form-urlencoded";

pub(crate) async fn serve(state: &Arc<State>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("bound");
    let app = router(Arc::clone(state));
    tokio::spawn(async move { axum::serve(listener, app).await });
    address
}

/// Sends a request, whose `head` is its first line and any headers, and returns all that comes
/// back.
pub(crate) async fn sent_for_bytes(address: SocketAddr, head: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    let request =
        format!("{head}\r\nHost: x\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}");
    let exchange = move || {
        let mut stream = TcpStream::connect(address)?;
        stream.write_all(request.as_bytes())?;
        let mut response = Vec::new();
        stream.read_to_end(&mut response)?;
        Ok::<_, std::io::Error>(response)
    };
    let response = tokio::task::spawn_blocking(exchange).await;
    response.expect("no panic").expect("a response")
}

pub(crate) async fn sent(address: SocketAddr, head: &str, body: &str) -> String {
    String::from_utf8(sent_for_bytes(address, head, body).await).expect("UTF-8")
}

/// A call as a client serializes it.
pub(crate) fn serialized(method: &str, data: &Map) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("method", method);
    for (name, value) in data.iter() {
        form.append_pair(
            &format!("data[{name}]"),
            &value.scalar().unwrap_or_default(),
        );
    }
    form.finish()
}

/// A call as JSON-RPC, with the id 7.
pub(crate) fn json_rpc(method: &str, data: &Map) -> String {
    let data = encode(data).expect("JSON");
    format!(r#"{{"jsonrpc":"2.0","method":"{method}","params":{{"data":{data}}},"id":7}}"#)
}

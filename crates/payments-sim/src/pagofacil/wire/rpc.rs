//! The JSON-RPC channel.

use super::reply::Reply;
use crate::pagofacil::wire::call::{Call, MethodResult};
use crate::pagofacil::wire::zend::{Map, Value, read};
use crate::php::json::encode;

/// What an outcome repeats of its request.
pub(crate) struct Envelope {
    id: Option<String>,
    version_2: bool,
}

impl Envelope {
    /// Takes an id that is not the request's.
    pub(crate) fn change_id(&mut self) {
        self.id.get_or_insert_default().push('1');
    }
}

/// Reads a request. One that cannot be read has no method.
pub(crate) fn read(body: &str) -> (Call, Envelope) {
    let request = match read::read(body) {
        Some(Value::Map(request)) => request,
        _ => Map::new(),
    };
    let text = |key| Some(request.get(key)?.scalar()?.into_owned());
    let call = Call {
        method: text("method"),
        data: data(&request).cloned(),
    };
    let envelope = Envelope {
        id: text("id"),
        version_2: text("jsonrpc").as_deref() == Some("2.0"),
    };
    (call, envelope)
}

/// The argument, by its name or as the first of a list.
fn data(request: &Map) -> Option<&Map> {
    let argument = match request.get("params")? {
        Value::Map(params) => params.get("data"),
        Value::List(params) => params.first(),
        _ => None,
    };
    match argument? {
        Value::Map(data) => Some(data),
        _ => None,
    }
}

/// Writes the outcome. The id comes back as a text, whatever it was.
pub(crate) fn write(outcome: MethodResult, envelope: Envelope) -> Reply {
    let (member, content) = match outcome {
        MethodResult::Returned { result, .. } => ("result", result),
        MethodResult::NoMethod => ("error", error(-32600, "Invalid Request")),
        MethodResult::UnknownMethod(_) => ("error", error(-32601, "Method not found")),
        MethodResult::NoData(_) => ("error", error(-32602, "Invalid params")),
        MethodResult::Raised { message, .. } => ("error", error(-32000, &message)),
    };
    let mut response = Map::new().with(member, content).with("id", envelope.id);
    if envelope.version_2 {
        response.set("jsonrpc", "2.0");
    }
    Reply::ok("application/json", encode(&response).unwrap_or_default())
}

fn error(code: i64, message: &str) -> Map {
    Map::new()
        .with("code", code)
        .with("message", message)
        .with("data", Value::Null)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(request: &str, outcome: MethodResult) -> String {
        let (_, envelope) = read(request);
        write(outcome, envelope).body
    }

    #[test]
    fn the_id_comes_back_as_a_text_and_the_result_keeps_its_types() {
        let result = Map::new()
            .with("status", 1)
            .with("texto", "á/b")
            .with("noMail", Value::Null);
        let outcome = MethodResult::Returned {
            method: "m".to_owned(),
            result,
        };
        let request = r#"{"jsonrpc":"2.0","method":"m","params":{"data":{}},"id":1397151272}"#;
        assert_eq!(
            written(request, outcome),
            r#"{"result":{"status":1,"texto":"\u00e1\/b","noMail":null},"id":"1397151272","jsonrpc":"2.0"}"#
        );
    }

    #[test]
    fn an_unknown_method_is_an_error_object() {
        let outcome = MethodResult::UnknownMethod("x".to_owned());
        assert_eq!(
            written(r#"{"jsonrpc":"2.0","method":"x","id":"7"}"#, outcome),
            r#"{"error":{"code":-32601,"message":"Method not found","data":null},"id":"7","jsonrpc":"2.0"}"#
        );
    }

    #[test]
    fn a_request_that_cannot_be_read_has_no_method_and_no_id() {
        for request in ["", "not json", "[]", "{}"] {
            assert_eq!(read(request).0.method, None);
            assert_eq!(
                written(request, MethodResult::NoMethod),
                r#"{"error":{"code":-32600,"message":"Invalid Request","data":null},"id":null}"#
            );
        }
    }

    #[test]
    fn the_data_may_be_named_or_first() {
        for params in [r#"{"data":{"a":"x"}}"#, r#"[{"a":"x"}]"#] {
            let (call, _) = read(&format!(r#"{{"method":"m","params":{params}}}"#));
            let data = call.data.expect("a data object");
            assert_eq!(data.get("a").and_then(Value::scalar).as_deref(), Some("x"));
        }
        let (call, _) = read(r#"{"method":"m","params":{"other":{}}}"#);
        assert!(call.data.is_none());
    }
}

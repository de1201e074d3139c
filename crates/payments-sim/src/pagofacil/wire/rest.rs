//! The serialized channels: a query string or a form body in, XML or the JSON made from it out.

use http::StatusCode;

use super::reply::Reply;
use crate::pagofacil::wire::call::{Call, MethodResult};
use crate::pagofacil::wire::zend::rest::Document;
use crate::pagofacil::wire::zend::{Map, json, xml};
use crate::php::form::{Php, parse_str};
use crate::php::json::encode;

/// The form in which an outcome is wanted.
#[derive(Clone, Copy)]
pub(crate) enum Format {
    Json,
    Xml,
    /// As JSON that is not made from XML: what a method returned, with nothing around it.
    Plain,
}

/// Reads a call from the query string and, when there is one, the form body. The body wins.
///
/// The page of a report, a separate argument, is put among the data.
pub(crate) fn read(query: &str, form: &str) -> Call {
    let request = parse_str(&format!("{query}&{form}"));
    let mut data = argument(&request, "data").map(Map::from);
    if let (Some(data), Some(page)) = (&mut data, argument(&request, "p")) {
        data.set("p", page);
    }
    Call {
        method: request.text(&["method"]).map(ToOwned::to_owned),
        data,
    }
}

/// Arguments are found whatever the case of their names; `method` is not one of them.
fn argument<'a>(request: &'a Php, name: &str) -> Option<&'a Php> {
    let mut entries = request.entries().iter().rev();
    entries
        .find(|(key, _)| key.eq_ignore_ascii_case(name))
        .map(|(_, value)| value)
}

/// Writes what a call returned. A fault is an error of HTTP in XML only, and an outcome that
/// cannot be serialized is an empty body.
pub(crate) fn write(service: &str, outcome: &MethodResult, format: Format) -> Reply {
    if let (MethodResult::Returned { result, .. }, Format::Plain) = (outcome, format) {
        return plain(result);
    }
    let (fault, document) = document(service, outcome);
    let body = document.and_then(|document| match format {
        Format::Json | Format::Plain => json::write(&document),
        Format::Xml => xml::write(&document).ok(),
    });
    let content_type = match format {
        Format::Json | Format::Plain => "application/json",
        Format::Xml => "text/xml",
    };
    let refused = matches!(format, Format::Xml) && fault && body.is_some();
    let mut reply = Reply::ok(content_type, body.unwrap_or_default());
    if refused {
        reply.status = StatusCode::BAD_REQUEST;
    }
    reply
}

fn plain(result: &Map) -> Reply {
    Reply::ok("application/json", encode(result).unwrap_or_default())
}

fn document(service: &str, outcome: &MethodResult) -> (bool, Option<Document>) {
    match outcome {
        MethodResult::Returned { method, result } => {
            (false, Document::returned(service, method, result))
        }
        MethodResult::NoMethod => (true, Document::fault("rest", "No Method Specified.")),
        MethodResult::UnknownMethod(method) => (
            true,
            Document::fault(method, &format!("Unknown Method '{method}'.")),
        ),
        MethodResult::NoData(method) => {
            let message = format!("Invalid Method Call to {method}. Missing argument(s): data.");
            (true, Document::method_fault(service, method, &message))
        }
        MethodResult::Raised { method, message } => {
            (true, Document::method_fault(service, method, message))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pagofacil::wire::zend::Value;

    fn unknown() -> MethodResult {
        MethodResult::UnknownMethod("modificar".to_owned())
    }

    fn sent(call: &Call, key: &str) -> Option<String> {
        let data = call.data.as_ref()?;
        Some(data.get(key).and_then(Value::scalar)?.into_owned())
    }

    #[test]
    fn a_call_is_read_from_the_query() {
        let call = read("method=vercargo&data%5BidRecurrente%5D=T-1", "");
        assert_eq!(call.method.as_deref(), Some("vercargo"));
        assert_eq!(sent(&call, "idRecurrente").as_deref(), Some("T-1"));
    }

    #[test]
    fn a_form_body_is_read_over_the_query() {
        let call = read("method=a&data[x]=1&data[y]=2", "method=b&data[x]=3");
        assert_eq!(call.method.as_deref(), Some("b"));
        assert_eq!(sent(&call, "x").as_deref(), Some("3"));
        assert_eq!(sent(&call, "y").as_deref(), Some("2"));
    }

    #[test]
    fn the_name_of_an_argument_has_no_case_but_method_has() {
        let call = read("Method=a&DATA[x]=1", "");
        assert_eq!(call.method, None);
        assert_eq!(sent(&call, "x").as_deref(), Some("1"));
    }

    #[test]
    fn a_page_is_read_beside_the_data() {
        let call = read("method=rss&data[api_secret]=x&p=2", "");
        assert_eq!(sent(&call, "p").as_deref(), Some("2"));
        assert!(read("method=rss&p=2", "").data.is_none());
    }

    #[test]
    fn a_fault_is_an_http_error_in_xml_only() {
        let xml = write("S", &unknown(), Format::Xml);
        assert_eq!(xml.status, StatusCode::BAD_REQUEST);
        assert!(xml.body.contains("<modificar generator=\"zend\""));
        let json = write("S", &unknown(), Format::Json);
        assert_eq!(json.status, StatusCode::OK);
        assert_eq!(
            json.body,
            r#"{"modificar":{"response":{"message":"Unknown Method 'modificar'."},"status":"failed"}}"#
        );
    }

    #[test]
    fn a_missing_argument_is_a_fault_of_the_method() {
        let json = write(
            "S",
            &MethodResult::NoData("vercargo".to_owned()),
            Format::Json,
        );
        assert_eq!(
            json.body,
            r#"{"S":{"vercargo":{"response":{"message":"Invalid Method Call to vercargo. Missing argument(s): data."},"status":"failed"}}}"#
        );
    }

    #[test]
    fn what_cannot_be_serialized_is_an_empty_body() {
        let outcome = |key: &str, text: &str| MethodResult::Returned {
            method: "m".to_owned(),
            result: Map::new().with(key, text),
        };
        for (outcome, format) in [
            (outcome("a b", "x"), Format::Xml),
            (outcome("a", "\u{7}"), Format::Json),
            (MethodResult::UnknownMethod("a b".to_owned()), Format::Xml),
        ] {
            let reply = write("S", &outcome, format);
            assert_eq!((reply.status, reply.body.as_str()), (StatusCode::OK, ""));
        }
    }
}

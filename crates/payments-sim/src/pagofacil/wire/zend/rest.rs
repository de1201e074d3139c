//! The documents of Zend's REST server: what a method returned, or a fault.

use super::element::{self, Element};
use super::{Map, Value};

/// A document with its root element, ready to be written as XML or JSON.
pub(crate) struct Document {
    pub(crate) root: Element,
}

impl Document {
    /// What `method` of `service` returned. Its own `status` stays; where there is none, or a
    /// null one, `success` is appended.
    ///
    /// `None`, here and below, when a name in it cannot be an element's.
    pub(crate) fn returned(service: &str, method: &str, result: &Map) -> Option<Self> {
        let mut members = element::children(result)?;
        if result.get("status").is_none_or(Value::is_null) {
            members.push(Element::new("status", &Value::from("success"))?);
        }
        let method = Element::parent(method, members)?;
        let root = Element::parent(service, vec![method])?;
        Some(Self { root })
    }

    /// A fault of `method`, which `service` has.
    pub(crate) fn method_fault(service: &str, method: &str, message: &str) -> Option<Self> {
        let method = Element::parent(method, fault(message)?)?;
        let root = Element::parent(service, vec![method])?;
        Some(Self { root })
    }

    /// A fault before any method was found, directly under `root`.
    pub(crate) fn fault(root: &str, message: &str) -> Option<Self> {
        let root = Element::parent(root, fault(message)?)?;
        Some(Self { root })
    }
}

fn fault(message: &str) -> Option<Vec<Element>> {
    let members = Map::new()
        .with("response", Map::new().with("message", message))
        .with("status", "failed");
    element::children(&members)
}

#[cfg(test)]
mod tests {
    use super::super::{json, xml};
    use super::*;

    fn both(document: Option<Document>) -> (String, String) {
        let document = document.expect("valid names");
        let json = json::write(&document).expect("no control characters");
        let xml = xml::write(&document).unwrap();
        let xml = xml.strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        let xml = xml.and_then(|line| line.strip_suffix('\n'));
        (xml.expect("one line after the first").to_owned(), json)
    }

    #[test]
    fn a_result_without_a_status_gets_success_at_the_end() {
        let result = Map::new().with("exito", "0");
        let (xml, json) = both(Document::returned("S", "cancel", &result));
        assert_eq!(
            xml,
            r#"<S generator="zend" version="1.0"><cancel><exito>0</exito><status>success</status></cancel></S>"#
        );
        assert_eq!(json, r#"{"S":{"cancel":{"exito":"0","status":"success"}}}"#);
    }

    #[test]
    fn a_status_of_the_method_stays_where_it_is() {
        let result = Map::new().with("status", "ok").with("exito", "1");
        let (_, json) = both(Document::returned("S", "cancel", &result));
        assert_eq!(json, r#"{"S":{"cancel":{"status":"ok","exito":"1"}}}"#);
    }

    #[test]
    fn a_null_status_is_beside_the_appended_one() {
        let result = Map::new()
            .with("autorizado", "1")
            .with("status", Value::Null)
            .with("texto", "x");
        let (xml, json) = both(Document::returned("S", "m", &result));
        assert_eq!(
            xml,
            r#"<S generator="zend" version="1.0"><m><autorizado>1</autorizado><status></status><texto>x</texto><status>success</status></m></S>"#
        );
        assert_eq!(
            json,
            r#"{"S":{"m":{"autorizado":"1","status":["","success"],"texto":"x"}}}"#
        );
    }

    #[test]
    fn a_fault_of_a_method_is_under_it() {
        let (xml, json) = both(Document::method_fault("S", "m", "a & <b>\"c\"</b> José"));
        assert_eq!(
            xml,
            r#"<S generator="zend" version="1.0"><m><response><message>a &amp; &lt;b&gt;"c"&lt;/b&gt; José</message></response><status>failed</status></m></S>"#
        );
        assert_eq!(
            json,
            r#"{"S":{"m":{"response":{"message":"a & <b>\"c\"<\/b> Jos\u00e9"},"status":"failed"}}}"#
        );
    }

    #[test]
    fn a_fault_without_a_method_has_a_separate_root() {
        let (xml, json) = both(Document::fault("rest", "No Method Specified."));
        assert_eq!(
            xml,
            r#"<rest generator="zend" version="1.0"><response><message>No Method Specified.</message></response><status>failed</status></rest>"#
        );
        assert_eq!(
            json,
            r#"{"rest":{"response":{"message":"No Method Specified."},"status":"failed"}}"#
        );
    }

    #[test]
    fn a_key_that_is_not_an_xml_name_cannot_be_written() {
        for key in ["a b", "", "1a", "-a", "<a>"] {
            let result = Map::new().with(key, "v");
            assert!(Document::returned("S", "m", &result).is_none(), "{key}");
        }
    }
}

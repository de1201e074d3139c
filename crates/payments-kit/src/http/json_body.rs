//! JSON request bodies, written member by member.
//!
//! Written here because a serializer of complete values neither wipes its buffer nor knows which of
//! the values are sensitive. Texts and names are escaped by `serde_json`.

use payments_core::redact::Secrets;
use rust_decimal::Decimal;
use serde::Serialize;

use super::{Body, Fields, SecretBuffer};

/// A JSON object as a request body. It is closed when it is turned into a [`Body`].
///
/// ```
/// use payments_kit::http::{Body, Fields, JsonBody};
///
/// let mut json = JsonBody::new();
/// json.number("id", 7);
/// let mut card = json.object("card");
/// card.secret("number", "4111");
/// card.personal("holder", "Ana \"A\"");
/// drop(card);
/// json.list("tags").field("new");
/// let body = Body::from(json);
/// assert_eq!(
///     body.bytes().expose(),
///     br#"{"id":7,"card":{"number":"4111","holder":"Ana \"A\""},"tags":["new"]}"#,
/// );
/// assert_eq!(format!("{:?}", body.secrets()), "Secrets { secret: 1, personal: 1 }");
/// ```
#[derive(Debug, Default)]
pub struct JsonBody {
    to: Json,
    has_members: bool,
}

#[derive(Debug, Default)]
struct Json {
    bytes: SecretBuffer,
    secrets: Secrets,
}

impl Json {
    fn value(&mut self, value: &(impl Serialize + ?Sized)) {
        // Texts, numbers and flags always serialize, and the buffer always takes them.
        let written = serde_json::to_writer(&mut self.bytes, value);
        debug_assert!(written.is_ok());
    }

    /// Most texts need no escape.
    fn text(&mut self, text: &str) {
        if is_plain(text) {
            self.bytes.push_all([b"\"", text.as_bytes(), b"\""]);
        } else {
            self.value(text);
        }
    }

    /// A member that is a text.
    fn member(&mut self, name: &str, text: &str, is_not_first: &mut bool) {
        if is_plain(name) && is_plain(text) {
            let start: &[u8] = if *is_not_first { b",\"" } else { b"\"" };
            let (name, text) = (name.as_bytes(), text.as_bytes());
            self.bytes.push_all([start, name, b"\":\"", text, b"\""]);
            *is_not_first = true;
        } else {
            self.separate(is_not_first);
            self.text(name);
            self.bytes.push(b":");
            self.text(text);
        }
    }

    fn separate(&mut self, is_not_first: &mut bool) {
        if *is_not_first {
            self.bytes.push(b",");
        }
        *is_not_first = true;
    }
}

/// Whether JSON has a text as it is.
fn is_plain(text: &str) -> bool {
    let is_plain = |byte: u8| byte >= b' ' && byte != b'"' && byte != b'\\';
    text.bytes().all(is_plain)
}

impl JsonBody {
    /// An empty object.
    pub fn new() -> Self {
        Self::default()
    }

    fn root(&mut self) -> JsonObject<'_> {
        if !self.has_members {
            self.to.bytes.push(b"{");
        }
        JsonObject {
            has_members: std::mem::replace(&mut self.has_members, true),
            to: &mut self.to,
            is_nested: false,
        }
    }

    /// Writes an exact number, never as a text and never through a float.
    pub fn amount(&mut self, name: &str, value: Decimal) {
        self.root().amount(name, value);
    }

    /// Writes true or false.
    pub fn flag(&mut self, name: &str, value: bool) {
        self.root().flag(name, value);
    }

    /// Opens an object, which is closed when the returned value is dropped.
    pub fn object(&mut self, name: &str) -> JsonObject<'_> {
        self.root().name(name);
        JsonObject::open(&mut self.to)
    }

    /// Opens a list, which is closed when the returned value is dropped.
    pub fn list(&mut self, name: &str) -> JsonList<'_> {
        self.root().name(name);
        JsonList::open(&mut self.to)
    }
}

impl Fields for JsonBody {
    fn field(&mut self, name: &str, value: &str) {
        self.root().field(name, value);
    }

    fn secret(&mut self, name: &str, value: &str) {
        self.root().secret(name, value);
    }

    fn personal(&mut self, name: &str, value: &str) {
        self.root().personal(name, value);
    }

    fn number(&mut self, name: &str, value: u64) {
        self.root().number(name, value);
    }
}

impl From<JsonBody> for Body {
    fn from(mut json: JsonBody) -> Self {
        json.to
            .bytes
            .push(if json.has_members { b"}" } else { b"{}" });
        Self {
            content_type: "application/json",
            bytes: json.to.bytes.finish(),
            secrets: json.to.secrets,
        }
    }
}

/// An object within a [`JsonBody`].
#[derive(Debug)]
pub struct JsonObject<'a> {
    to: &'a mut Json,
    has_members: bool,
    is_nested: bool,
}

impl<'a> JsonObject<'a> {
    fn open(to: &'a mut Json) -> Self {
        to.bytes.push(b"{");
        Self {
            to,
            has_members: false,
            is_nested: true,
        }
    }

    fn name(&mut self, name: &str) {
        self.to.separate(&mut self.has_members);
        self.to.text(name);
        self.to.bytes.push(b":");
    }

    /// Writes an exact number, never as a text and never through a float.
    pub fn amount(&mut self, name: &str, value: Decimal) {
        self.name(name);
        self.to.bytes.push_str(&value.to_string());
    }

    /// Writes true or false.
    pub fn flag(&mut self, name: &str, value: bool) {
        self.name(name);
        self.to.value(&value);
    }

    /// Opens an object, which is closed when the returned value is dropped.
    pub fn object(&mut self, name: &str) -> JsonObject<'_> {
        self.name(name);
        JsonObject::open(self.to)
    }

    /// Opens a list, which is closed when the returned value is dropped.
    pub fn list(&mut self, name: &str) -> JsonList<'_> {
        self.name(name);
        JsonList::open(self.to)
    }
}

impl Fields for JsonObject<'_> {
    fn field(&mut self, name: &str, value: &str) {
        self.to.member(name, value, &mut self.has_members);
        self.to.secrets.add_own(value);
    }

    fn secret(&mut self, name: &str, value: &str) {
        self.to.member(name, value, &mut self.has_members);
        self.to.secrets.add_secret(value);
    }

    fn personal(&mut self, name: &str, value: &str) {
        self.to.member(name, value, &mut self.has_members);
        self.to.secrets.add_personal(value);
    }

    fn number(&mut self, name: &str, value: u64) {
        self.name(name);
        self.to.value(&value);
    }
}

impl Drop for JsonObject<'_> {
    fn drop(&mut self) {
        if self.is_nested {
            self.to.bytes.push(b"}");
        }
    }
}

/// A list within a [`JsonBody`].
#[derive(Debug)]
pub struct JsonList<'a> {
    to: &'a mut Json,
    has_entries: bool,
}

impl<'a> JsonList<'a> {
    fn open(to: &'a mut Json) -> Self {
        to.bytes.push(b"[");
        Self {
            to,
            has_entries: false,
        }
    }

    /// Writes a text that may be shown.
    pub fn field(&mut self, value: &str) {
        self.to.separate(&mut self.has_entries);
        self.to.text(value);
    }

    /// Opens an object, which is closed when the returned value is dropped.
    pub fn object(&mut self) -> JsonObject<'_> {
        self.to.separate(&mut self.has_entries);
        JsonObject::open(self.to)
    }
}

impl Drop for JsonList<'_> {
    fn drop(&mut self) {
        self.to.bytes.push(b"]");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: impl FnOnce(&mut JsonBody)) -> String {
        let mut json = JsonBody::new();
        write(&mut json);
        let body = Body::from(json);
        String::from_utf8(body.bytes().expose().to_vec()).unwrap()
    }

    #[test]
    fn an_object_is_closed_with_and_without_members() {
        assert_eq!(written(|_| {}), "{}");
        assert_eq!(written(|json| drop(json.object("a"))), r#"{"a":{}}"#);
        assert_eq!(written(|json| drop(json.list("a"))), r#"{"a":[]}"#);
        let nested = |json: &mut JsonBody| {
            let mut list = json.list("items");
            list.object().amount("price", Decimal::new(2000, 2));
            list.object().flag("gift", true);
        };
        assert_eq!(
            written(nested),
            r#"{"items":[{"price":20.00},{"gift":true}]}"#
        );
    }

    #[test]
    fn an_amount_keeps_every_digit() {
        let amount: Decimal = "9007199254740993.01".parse().unwrap();
        assert_eq!(
            written(|json| json.amount("total", amount)),
            r#"{"total":9007199254740993.01}"#
        );
    }

    #[test]
    fn any_text_is_read_back_as_it_was_written() {
        use proptest::prelude::*;
        proptest!(|(name: String, value: String)| {
            let text = written(|json| json.object("a").secret(&name, &value));
            let read: serde_json::Value = serde_json::from_str(&text).unwrap();
            prop_assert_eq!(&read["a"][&name], &serde_json::Value::String(value));
        });
    }
}

//! Reads a submitted form the way the service's form component does, gathering every error.

use crate::php::form::Php;

use crate::mpandco::wire::errors::{FormErrors, Node};

pub(crate) const BLANK: &str = "Este valor no debería estar vacío.";
pub(crate) const INVALID: &str = "Este valor no es válido.";
const EXTRA: &str = "Este formulario no debería contener campos adicionales.";

/// One level of a form that is being read.
pub(crate) struct Fields<'f> {
    sent: Option<&'f Php>,
    errors: FormErrors,
}

impl<'f> Fields<'f> {
    /// Reads a form. `fill` may return `None` only after an error was recorded.
    pub(crate) fn read<T>(
        sent: Option<&'f Php>,
        fill: impl FnOnce(&mut Self) -> Option<T>,
    ) -> Result<T, FormErrors> {
        let (value, errors) = Self::level(sent, fill);
        match value {
            Some(value) if errors.is_empty() => Ok(value),
            _ => Err(errors),
        }
    }

    /// A field that must be there and not blank.
    pub(crate) fn required<T>(
        &mut self,
        name: &str,
        parse: impl FnOnce(&'f str) -> Result<T, &'static str>,
    ) -> Option<T> {
        let blank = self.is_blank(name);
        let value = self.optional(name, parse);
        if blank {
            self.reject_field(name, BLANK);
        }
        value
    }

    /// A field that may be missing or blank.
    pub(crate) fn optional<T>(
        &mut self,
        name: &str,
        parse: impl FnOnce(&'f str) -> Result<T, &'static str>,
    ) -> Option<T> {
        let read = match self.child(name) {
            Some(Php::Text(text)) if !text.trim().is_empty() => parse(text.trim()).map(Some),
            Some(Php::Array(_)) => Err(INVALID),
            _ => Ok(None),
        };
        let (value, errors) = match read {
            Ok(value) => (value, Vec::new()),
            Err(message) => (None, vec![message]),
        };
        self.add(name, Node::Leaf(errors));
        value
    }

    /// The fields nested under one name; they are read even when none was sent.
    pub(crate) fn group<T>(&mut self, name: &str, fill: impl FnOnce(&mut Self) -> T) -> T {
        let (value, children) = self.nested(self.child(name), fill);
        self.add(name, Node::Group(children));
        value
    }

    /// The numbered groups nested under one name, in the order they were sent in.
    pub(crate) fn collection<T>(
        &mut self,
        name: &str,
        mut fill: impl FnMut(&mut Self) -> T,
    ) -> Vec<T> {
        let mut values = Vec::new();
        let mut nodes = Vec::new();
        match self.child(name) {
            Some(sent @ Php::Array(_)) => {
                for (key, entry) in sent.entries() {
                    let (value, children) = self.nested(Some(entry), &mut fill);
                    values.push(value);
                    nodes.push((key.clone(), Node::Group(children)));
                }
            }
            Some(Php::Text(text)) if !text.is_empty() => self.reject(INVALID),
            _ => {}
        }
        self.add(name, Node::Collection(nodes));
        values
    }

    pub(crate) fn is_blank(&self, name: &str) -> bool {
        match self.child(name) {
            None => true,
            Some(Php::Text(text)) => text.trim().is_empty(),
            Some(Php::Array(_)) => false,
        }
    }

    /// Records a global message about the form.
    pub(crate) fn reject(&mut self, message: &'static str) {
        self.errors.global.push(message);
    }

    /// Records a message about a field that was read before.
    pub(crate) fn reject_field(&mut self, name: &str, message: &'static str) {
        let node = self.errors.children.iter_mut().find(|(key, _)| key == name);
        if let Some((_, Node::Leaf(errors))) = node {
            errors.push(message);
        }
    }

    fn child(&self, name: &str) -> Option<&'f Php> {
        self.sent.and_then(|sent| sent.get(name))
    }

    fn add(&mut self, name: &str, node: Node) {
        self.errors.children.push((name.to_owned(), node));
    }

    fn nested<T>(
        &mut self,
        sent: Option<&'f Php>,
        fill: impl FnOnce(&mut Self) -> T,
    ) -> (T, Vec<(String, Node)>) {
        let (value, mut errors) = Self::level(sent, fill);
        self.errors.global.append(&mut errors.global);
        (value, errors.children)
    }

    fn level<T>(sent: Option<&'f Php>, fill: impl FnOnce(&mut Self) -> T) -> (T, FormErrors) {
        let mut fields = Self {
            sent,
            errors: FormErrors::default(),
        };
        let value = fill(&mut fields);
        match sent {
            Some(Php::Text(text)) if !text.is_empty() => fields.reject(INVALID),
            Some(Php::Array(entries)) => {
                let known = &fields.errors.children;
                if entries
                    .iter()
                    .any(|(key, _)| !known.iter().any(|(name, _)| name == key))
                {
                    fields.reject(EXTRA);
                }
            }
            _ => {}
        }
        (value, fields.errors)
    }
}

/// Accepts any text.
pub(crate) fn any(text: &str) -> Result<String, &'static str> {
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::php::form::parse_str;

    fn errors(query: &str) -> String {
        let form = parse_str(query);
        let read = Fields::read(Some(&form), |fields| {
            let name = fields.required("name", any);
            fields.group("inner", |inner| inner.optional("note", any));
            fields.collection("parts", |part| part.optional("note", any));
            name
        });
        read.unwrap_or_else(|errors| serde_json::to_string(&errors).unwrap())
    }

    #[test]
    fn surrounding_blanks_do_not_count() {
        assert_eq!(errors("name=+x+&inner[note]="), "x");
        assert!(errors("name=++").contains(BLANK));
    }

    #[test]
    fn an_array_is_not_a_text() {
        let tree = format!(
            r#"{{"children":{{"name":{{"errors":["{INVALID}"]}},"inner":{{"children":{{"note":[]}}}},"parts":{{}}}}}}"#
        );
        assert_eq!(errors("name[]=x"), tree);
    }

    #[test]
    fn errors_of_a_group_are_global_messages() {
        let top = format!(r#"{{"errors":["{INVALID}"],"children":"#);
        for query in [
            "name=x&inner=text",
            "name=x&parts=text",
            "name=x&parts[]=text",
        ] {
            assert!(errors(query).starts_with(&top), "{query}");
        }
        let top = format!(r#"{{"errors":["{EXTRA}"],"children":"#);
        assert!(errors("name=x&parts[4][other]=1").starts_with(&top));
    }
}

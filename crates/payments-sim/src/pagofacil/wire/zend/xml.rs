//! The XML of Zend's REST server.

use super::element::{Content, Element};
use super::rest::Document;

/// Writes `document` with the declaration and the line feeds around its single line.
pub(crate) fn write(document: &Document) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    write_element(
        &mut out,
        &document.root,
        " generator=\"zend\" version=\"1.0\"",
    );
    out.push('\n');
    out
}

/// An element without children closes itself; one with an empty text does not.
fn write_element(out: &mut String, element: &Element, attributes: &str) {
    let name = &element.name;
    out.push_str(&format!("<{name}{attributes}"));
    match &element.content {
        Content::Children(children) if children.is_empty() => {
            out.push_str("/>");
            return;
        }
        Content::Children(children) => {
            out.push('>');
            for child in children {
                write_element(out, child, "");
            }
        }
        Content::Text(text) => {
            out.push('>');
            write_text(out, text);
        }
    }
    out.push_str(&format!("</{name}>"));
}

fn write_text(out: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\r' => out.push_str("&#13;"),
            other => out.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Map, Value};
    use super::*;

    fn written(result: Map) -> String {
        let document = Document::returned("S", "m", &result).expect("valid names");
        write(&document)
    }

    /// What stands between the method's tags, before the appended status.
    fn members(result: Map) -> String {
        let xml = written(result);
        let (_, rest) = xml.split_once("<m>").expect("the method's element");
        let (members, _) = rest.split_once("<status>success").expect("the status");
        members.to_owned()
    }

    #[test]
    fn a_document_is_a_declaration_and_one_line() {
        assert_eq!(
            written(Map::new().with("status", 1)),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <S generator=\"zend\" version=\"1.0\"><m><status>1</status></m></S>\n"
        );
    }

    #[test]
    fn null_and_an_empty_text_have_two_tags_and_an_empty_array_one() {
        let result = Map::new()
            .with("vacio", "")
            .with("nulo", Value::Null)
            .with("arreglo_vacio", Value::List(Vec::new()))
            .with("objeto_vacio", Map::new())
            .with("anidado", Map::new().with("x", Map::new()));
        assert_eq!(
            members(result),
            "<vacio></vacio><nulo></nulo><arreglo_vacio/><objeto_vacio/><anidado><x/></anidado>"
        );
    }

    #[test]
    fn scalars_are_written_as_php_prints_them() {
        let result = Map::new()
            .with("verdadero", true)
            .with("falso", false)
            .with("negativo", -5)
            .with("monto", Value::Decimal("800.5".to_owned()))
            .with("mes", "05");
        assert_eq!(
            members(result),
            "<verdadero>1</verdadero><falso>0</falso><negativo>-5</negativo><monto>800.5</monto><mes>05</mes>"
        );
    }

    #[test]
    fn lists_and_numeric_keys_become_key_n_in_their_order() {
        let list = Value::List(vec![Value::Null, Value::Int(0)]);
        let result = Map::new()
            .with("10", "diez")
            .with("k", "v")
            .with("2", "dos")
            .with("007", "cadena")
            .with("lista", list);
        assert_eq!(
            members(result),
            "<key_10>diez</key_10><k>v</k><key_2>dos</key_2><key_007>cadena</key_007>\
             <lista><key_0></key_0><key_1>0</key_1></lista>"
        );
    }

    #[test]
    fn markup_is_escaped_and_quotes_are_not() {
        let result = Map::new()
            .with("all", "<a href=\"x?y=1&z=2\">'t'</a>")
            .with("entity", "&amp; &#65;")
            .with("slash", "a/b\\c");
        assert_eq!(
            members(result),
            "<all>&lt;a href=\"x?y=1&amp;z=2\"&gt;'t'&lt;/a&gt;</all>\
             <entity>&amp;amp; &amp;#65;</entity><slash>a/b\\c</slash>"
        );
    }

    #[test]
    fn white_space_stays_and_a_carriage_return_is_a_reference() {
        let result = Map::new()
            .with("pad", "  con espacios  ")
            .with("crlf", "linea1\r\nlinea2")
            .with("tab", "a\tb")
            .with("solo_nl", "\n");
        assert_eq!(
            members(result),
            "<pad>  con espacios  </pad><crlf>linea1&#13;\nlinea2</crlf><tab>a\tb</tab><solo_nl>\n</solo_nl>"
        );
    }

    #[test]
    fn control_characters_pass_raw_and_a_nul_cuts_the_value() {
        let result = Map::new().with("bel", "a\u{7}b").with("nul", "a\0b");
        assert_eq!(members(result), "<bel>a\u{7}b</bel><nul>a</nul>");
    }
}

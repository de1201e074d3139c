//! The XML of Zend's REST server.

use std::io;

use quick_xml::Writer;
use quick_xml::escape::partial_escape;
use quick_xml::events::{BytesDecl, BytesStart, BytesText, Event};

use super::element::{Content, Element};
use super::rest::Document;

/// Writes `document` with the declaration and the line feeds around its single line.
///
/// # Errors
/// None: writing to memory does not fail.
pub(crate) fn write(document: &Document) -> io::Result<String> {
    let mut writer = Writer::new(Vec::new());
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    writer.get_mut().push(b'\n');
    let root = BytesStart::new(&document.root.name)
        .with_attributes([("generator", "zend"), ("version", "1.0")]);
    write_element(&mut writer, root, &document.root.content)?;
    writer.get_mut().push(b'\n');
    String::from_utf8(writer.into_inner()).map_err(io::Error::other)
}

/// An element without children closes itself; one with an empty text does not.
fn write_element(
    writer: &mut Writer<Vec<u8>>,
    start: BytesStart<'_>,
    content: &Content,
) -> io::Result<()> {
    let end = match content {
        Content::Children(children) if children.is_empty() => {
            return writer.write_event(Event::Empty(start));
        }
        _ => start.to_end().into_owned(),
    };
    writer.write_event(Event::Start(start))?;
    match content {
        Content::Children(children) => {
            for Element { name, content } in children {
                write_element(writer, BytesStart::new(name), content)?;
            }
        }
        Content::Text(text) => {
            // PHP writes a carriage return as a reference, and quotes as they are.
            let escaped = partial_escape(text).replace('\r', "&#13;");
            writer.write_event(Event::Text(BytesText::from_escaped(escaped)))?;
        }
    }
    writer.write_event(Event::End(end))
}

#[cfg(test)]
mod tests {
    use super::super::{Map, Value};
    use super::*;

    fn written(result: Map) -> String {
        let document = Document::returned("S", "m", &result).expect("valid names");
        write(&document).unwrap()
    }

    /// The text between the method's tags, before the appended status.
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

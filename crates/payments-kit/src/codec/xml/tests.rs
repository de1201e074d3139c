use std::collections::BTreeMap;

use serde::de::IgnoredAny;

use super::*;

type Flat = BTreeMap<String, BTreeMap<String, String>>;

fn read(xml: &str) -> Result<Flat, DecodeError> {
    from_xml(xml.as_bytes())
}

#[test]
fn elements_are_maps_and_texts() {
    let read = read(concat!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- c -->",
        "<r generator=\"zend\"><a>di \"hola\"</a><b/><c></c><d>x &amp; &lt;y&gt; &#13;\n&#xE9;</d>",
        "<e><![CDATA[<raw>]]></e></r>\n",
    ))
    .unwrap();
    let members: Vec<_> = read.get("r").unwrap().iter().collect();
    insta::assert_debug_snapshot!(members, @r#"
    [
        (
            "a",
            "di \"hola\"",
        ),
        (
            "b",
            "",
        ),
        (
            "c",
            "",
        ),
        (
            "d",
            "x & <y> \r\né",
        ),
        (
            "e",
            "<raw>",
        ),
    ]
    "#);
}

#[test]
fn anything_but_one_complete_document_is_refused() {
    for (xml, expected) in [
        ("", DecodeError::Empty),
        ("<r><a>1</a>", DecodeError::Truncated),
        ("<r><a>1</a></", DecodeError::Truncated),
        ("<r><a>1</b></r>", DecodeError::Malformed(Some(7))),
        ("<r><a/></r><r></r>", DecodeError::Malformed(Some(11))),
        ("Notice<r></r>", DecodeError::Malformed(Some(6))),
        ("<r><a>\u{7}</a></r>", DecodeError::Malformed(Some(6))),
        ("<r><a>&nbsp;</a></r>", DecodeError::Malformed(Some(12))),
        (
            "<!DOCTYPE r [<!ENTITY a \"b\">]><r><a>&a;</a></r>",
            DecodeError::Malformed(Some(30)),
        ),
    ] {
        assert_eq!(read(xml).unwrap_err(), expected, "{xml}");
    }
    assert_eq!(
        from_xml::<Flat>(b"<r><a>\xe9</a></r>").unwrap_err(),
        DecodeError::NotUtf8
    );
}

#[test]
fn what_is_ignored_must_still_be_well_formed() {
    assert!(from_xml::<BTreeMap<String, IgnoredAny>>(b"<r><a><b>1</b></a></r>").is_ok());
    assert!(from_xml::<BTreeMap<String, IgnoredAny>>(b"<r><a><b>1</a></b></r>").is_err());
}

#[test]
fn depth_is_bounded() {
    #[derive(Debug, Deserialize)]
    struct Nested {
        #[expect(dead_code, reason = "only the depth is looked at")]
        a: Option<Box<Nested>>,
    }
    let deep = |depth| format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
    let error = from_xml::<Nested>(deep(1000).as_bytes()).unwrap_err();
    assert_eq!(error, DecodeError::TooDeep);
    // What is passed over costs no stack, however deep it is.
    assert!(from_xml::<IgnoredAny>(deep(20_000).as_bytes()).is_ok());
}

#[test]
fn one_complete_document_is_read_with_output_around_it() {
    let read = |text: &str| {
        from_xml_with_output::<Flat>(text.as_bytes()).map(|read| read.output.map(Cow::into_owned))
    };
    let document = "<r><a>1</a></r>";
    for (before, after, output) in [
        ("", "", None),
        (
            "<?xml version=\"1.0\"?>\n<!-- a -->",
            "<!-- b -->",
            Some("<!-- b -->"),
        ),
        (
            "<br />\n<b>Notice</b>: x<br />\n",
            "",
            Some("<br />\n<b>Notice</b>: x<br />"),
        ),
        ("Notice: <p>x", "", Some("Notice: <p>x")),
        ("a < b ", "\n<br />", Some("a < b … <br />")),
        ("x<?xml version=\"1.0\"?>", "", Some("x")),
    ] {
        let read = read(&format!("{before}{document}{after}"));
        assert_eq!(read.unwrap().as_deref(), output, "{before}");
    }
    for refused in [
        "<r><a>1</a></r><r><a>0</a></r>",
        "<r><a>1</a></r> x <r/>",
        "<b>x</b><r><a>1</a>",
        "<html><body><r><a>1</a></r></body></html>",
        "<!DOCTYPE html><r><a>1</a></r>",
        "x <?xml version=\"1.0\"?><r/><?xml version=\"1.0\"?><r/>",
        "<b>x</b>",
    ] {
        assert!(read(refused).is_err(), "{refused}");
    }
}

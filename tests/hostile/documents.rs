//! The documents.

/// A response, and a name to find it by.
pub(crate) struct Document {
    pub(crate) name: String,
    pub(crate) text: String,
}

/// Every document, none longer than `longest` bytes.
pub(crate) fn all(longest: usize) -> Vec<Document> {
    let mut found = Vec::new();
    let mut add = |name: &str, text: String| {
        let name = name.to_owned();
        found.push(Document { name, text });
    };
    // Most are shorter, for what they cost does not grow with what is behind a limit.
    let length = longest / 16;
    let many = |piece: &str| piece.repeat(length / piece.len());
    let nested =
        |open: &str, close: &str, depth| format!("{}{}", open.repeat(depth), close.repeat(depth));

    add("lists in lists", nested("[", "]", 49_000));
    add(
        "objects in objects",
        format!("{}0{}", "{\"a\":".repeat(49_000), "}".repeat(60_000)),
    );
    add("elements in elements", nested("<a>", "</a>", 24_000));
    add("lists that never end", many("["));
    add("elements that never end", many("<a>"));
    add("braces of no object", many("{\""));
    add("backslashes", format!("{{\"{}", many("\\")));
    add("blanks", many(" "));
    add("zeros", many("\0"));
    add("byte order marks", many("\u{feff}"));
    add("notices", many("<b>Notice</b>: "));
    add("comments", format!("<a>{}</a>", many("<!-- -->")));
    add("instructions", format!("<a>{}</a>", many("<?a?>")));
    add("attributes", format!("<a {}/>", many("b=\"c\" ")));
    add("one attribute", format!("<a b=\"{}\"/>", many("c")));
    add("references", format!("<a>{}</a>", many("&amp;")));
    add("sections", format!("<a>{}</a>", many("<![CDATA[b]]>")));
    add("entities", entities());
    add("an exponent", rpc("autorizado", "1e999999999"));
    for member in ["autorizado", "texto"] {
        let long = "9".repeat(longest - 200);
        add(&format!("{member}, a long number"), rpc(member, &long));
        let long = format!("\"{}\"", "9 ".repeat(longest / 2 - 200));
        add(&format!("{member}, a long text"), rpc(member, &long));
        let element = format!("<r><transaccion><{member}>{long}</{member}></transaccion></r>");
        add(&format!("{member}, a long element"), element);
    }
    for member in ["id", "state", "message"] {
        let long = format!("{{\"{member}\":\"{}\"}}", "a".repeat(longest - 200));
        add(&format!("{member}, a long word"), long);
    }
    add(
        "more parts than are read",
        rpc("error", &format!("[{}0]", "0,".repeat(longest / 4))),
    );
    // Nearly as many parts as are read.
    for member in ["operaciones", "transactions", "error"] {
        for piece in ["{},", "\"\",", "{\"error\":{\"a\":\"b\"}},"] {
            let list = format!(
                "[{}0]",
                piece.repeat(48_000 / piece.matches(['{', ',']).count())
            );
            add(&format!("{member}, many of {piece}"), rpc(member, &list));
        }
    }
    for member in ["transactions", "pay_tokens", "errors"] {
        let list = format!("{{\"id\":\"a\",\"{member}\":[{}0]}}", "{},".repeat(24_000));
        add(&format!("{member} of an intent"), list);
    }
    // A name that is in the path of every text below it.
    let name = "a".repeat(longest / 2);
    let texts = format!("{{\"{name}\":[{}0]}}", "\"b\",".repeat(49_000));
    add("a long name", rpc("error", &texts));
    add("a long name in XML", long_name_in_xml(&name));
    add("a long name in a form", long_name_in_a_form(&name));
    found
}

/// A response of the JSON-RPC endpoint with one member.
fn rpc(member: &str, value: &str) -> String {
    format!("{{\"id\":\"1397151272\",\"result\":{{\"{member}\":{value}}}}}")
}

/// Entities that would make a thousand million of one.
fn entities() -> String {
    let mut document = "<!DOCTYPE a [<!ENTITY e0 \"lol\">".to_owned();
    for level in 1..10 {
        let inner = format!("&e{};", level - 1).repeat(10);
        document.push_str(&format!("<!ENTITY e{level} \"{inner}\">"));
    }
    document + "]><a>&e9;</a>"
}

fn long_name_in_xml(name: &str) -> String {
    let texts = "<b>c</b>".repeat(24_000);
    let name = name.get(..name.len() / 2).unwrap_or_default();
    format!("<r><transaccion><error><{name}>{texts}</{name}></error></transaccion></r>")
}

/// The tree of errors of a form, with the long name at its root.
fn long_name_in_a_form(name: &str) -> String {
    let fields = "{\"errors\":[\"b\"]},".repeat(12_000);
    let tree = format!("{{\"{name}\":{{\"children\":[{fields}null]}}}}");
    format!("{{\"errors\":{{\"children\":{tree}}}}}")
}

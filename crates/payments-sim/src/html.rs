//! The frame of the simulator's pages.

const STYLE: &str = "\
body{font:1.1rem/1.5 system-ui,sans-serif;margin:0;background:#eef1f4;color:#15202b}\
main{max-width:26rem;margin:10vh auto;padding:2rem;background:#fff;border-radius:.75rem}\
main.wide{max-width:70rem;margin:1rem auto;font-size:.95rem;overflow-x:auto}\
h1{margin-top:0;font-size:1.3rem}h2{font-size:1.05rem;margin:1.5rem 0 .25rem}\
.total{font-size:2rem;font-weight:700}form{display:inline-block;margin-right:.75rem}\
table{border-collapse:collapse}th,td{text-align:left;padding:.2rem .9rem .2rem 0;white-space:nowrap}\
th{color:#52606d;font-weight:600}\
button{font:inherit;padding:.6rem 1.4rem;border:2px solid #14532d;border-radius:.5rem;\
background:#14532d;color:#fff;cursor:pointer}\
td button{padding:.1rem .6rem;font-size:.85rem}button.quiet{background:#fff;color:#14532d}button:focus-visible{outline:3px solid #1d4ed8}\
small{color:#52606d}";

/// A narrow page for a payer.
pub(crate) fn page(body: &str) -> String {
    framed("", "<main>", "Simulated mPandco", body)
}

/// A wide page that loads itself again every two seconds.
pub(crate) fn live_page(title: &str, body: &str) -> String {
    let refresh = "<meta http-equiv=\"refresh\" content=\"2\">";
    framed(refresh, "<main class=\"wide\">", title, body)
}

fn framed(head: &str, main: &str, title: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">{head}\
         <title>{title}</title><style>{STYLE}</style></head>\
         <body>{main}{body}<p><small>A simulator: no money moves here.</small></p></main></body>\
         </html>"
    )
}

/// A cell of a table.
pub(crate) enum Cell {
    Text(String),
    /// A path of the simulator, and the text of the link to it.
    Link(String, &'static str),
    /// A path of the simulator, and the text of the button that posts to it.
    Button(String, &'static str),
}

impl Cell {
    fn html(&self) -> String {
        match self {
            Self::Text(text) => escape(text),
            Self::Link(path, text) => format!("<a href=\"{}\">{text}</a>", escape(path)),
            Self::Button(path, text) => button(path, text),
        }
    }
}

/// A button that posts to a path of the simulator.
pub(crate) fn button(path: &str, text: &str) -> String {
    let path = escape(path);
    format!(
        "<form method=\"post\" action=\"{path}\"><button type=\"submit\">{text}</button></form>"
    )
}

impl<T: ToString> From<T> for Cell {
    fn from(text: T) -> Self {
        Self::Text(text.to_string())
    }
}

/// A table with a heading; nothing but the heading without rows.
pub(crate) fn table(heading: &str, columns: &[&str], rows: &[Vec<Cell>]) -> String {
    if rows.is_empty() {
        return format!("<h2>{heading}</h2><p><small>none</small></p>");
    }
    let head: String = columns
        .iter()
        .map(|column| format!("<th>{}</th>", escape(column)))
        .collect();
    let row = |cells: &Vec<Cell>| -> String {
        let cells = cells.iter();
        let cells: String = cells
            .map(|cell| format!("<td>{}</td>", cell.html()))
            .collect();
        format!("<tr>{cells}</tr>")
    };
    let rows: String = rows.iter().map(row).collect();
    format!("<h2>{heading}</h2><table><tr>{head}</tr>{rows}</table>")
}

pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_cannot_bring_markup_into_a_page() {
        assert_eq!(
            escape("<b a='1'>\"&\""),
            "&lt;b a=&#39;1&#39;&gt;&quot;&amp;&quot;"
        );
        let rows = [vec![
            Cell::from("<i>"),
            Cell::Link("/a\"><i>".to_owned(), "open"),
            Cell::Button("/b\"><i>".to_owned(), "Pay"),
        ]];
        let table = table("x", &["<y>"], &rows);
        assert!(table.contains("<th>&lt;y&gt;</th>"), "{table}");
        assert!(table.contains("<td>&lt;i&gt;</td>"), "{table}");
        assert!(table.contains("href=\"/a&quot;&gt;&lt;i&gt;\""), "{table}");
        assert!(
            table.contains("action=\"/b&quot;&gt;&lt;i&gt;\""),
            "{table}"
        );
    }
}

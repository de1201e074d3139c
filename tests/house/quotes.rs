//! Code that a page quotes is the code.

use std::fs;

use crate::files;

/// The lines of a text, without their indentation, joined.
fn unindented<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    lines.map(str::trim).collect::<Vec<_>>().join("\n")
}

#[test]
fn what_the_readme_quotes_is_in_the_file_that_it_names() {
    let readme = fs::read_to_string(files::root().join("README.md")).unwrap();
    let mut quotes = 0;
    for quote in readme.split("<!-- quoted from ").skip(1) {
        let (path, rest) = quote.split_once(" -->\n").unwrap();
        let (_, block) = rest.split_once("```rust,ignore\n").unwrap();
        let (block, _) = block.split_once("\n```").unwrap();
        let source = fs::read_to_string(files::root().join(path)).unwrap();
        let quoted = unindented(block.lines());
        assert!(
            unindented(source.lines()).contains(&quoted),
            "{path} does not have these lines:\n{quoted}"
        );
        quotes += 1;
    }
    assert!(quotes > 0, "the README quotes nothing");
}

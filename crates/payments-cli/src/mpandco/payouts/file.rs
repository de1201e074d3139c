//! The file of payouts, read row by row: once to check it, and once to send it.

use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};
use std::fs;
use std::io::{self, Read, Seek};
use std::path::Path;
use std::rc::Rc;

use payments_core::PayoutRequest;

use super::Payout;
use crate::exit::Failure;
use crate::input;

/// How many problems of a file are printed.
const MOST_PROBLEMS: usize = 1_000;

/// A file, and how many payouts it has.
pub(in super::super) struct File {
    pub(super) name: String,
    pub(super) count: usize,
    source: Source,
}

enum Source {
    /// A file that is read from its beginning each time.
    File(fs::File),
    /// Standard input, which cannot be read twice.
    Bytes(Vec<u8>),
}

/// A row of the file, and the line where it begins.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) row: usize,
    line: u64,
}

/// What a row says.
pub(super) struct Row {
    payout: Option<Payout>,
    problems: Vec<Problem>,
}

/// What is wrong with a file, in the order of its rows. The rest is counted.
#[derive(Default)]
pub(super) struct Problems {
    found: Vec<Problem>,
    more: usize,
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Problem {
    row: usize,
    column: usize,
    text: String,
}

impl Place {
    pub(super) fn problem(self, column: &str, reason: &str) -> Problem {
        let Self { row, line } = self;
        Problem {
            row,
            column: COLUMNS
                .iter()
                .position(|known| *known == column)
                .unwrap_or(0),
            text: format!("row {row} (line {line}), column {column}: {reason}"),
        }
    }
}

impl Row {
    /// Returns the payout, and keeps the problems.
    pub(super) fn keep(self, problems: &mut Problems) -> Option<Payout> {
        self.problems
            .into_iter()
            .for_each(|found| problems.push(found));
        self.payout
    }
}

impl Problems {
    pub(super) fn push(&mut self, problem: Problem) {
        match self.found.len() {
            MOST_PROBLEMS => self.more += 1,
            _ => self.found.push(problem),
        }
    }

    /// Adds a problem of the file as a whole.
    fn complain(&mut self, text: String) {
        let (row, column) = (0, 0);
        self.push(Problem { row, column, text });
    }

    pub(super) fn into_result(mut self, name: &str) -> Result<(), Failure> {
        if self.found.is_empty() {
            return Ok(());
        }
        self.found.sort();
        let mut lines: Vec<String> = self
            .found
            .into_iter()
            .map(|problem| format!("{name}: {}", problem.text))
            .collect();
        if self.more > 0 {
            lines.push(format!("{name}: {} more problems", self.more));
        }
        Err(Failure::usage(format!(
            "nothing was sent, because the file is invalid:\n{}",
            lines.join("\n")
        )))
    }
}

const COLUMNS: [&str; 8] = [
    "reference",
    "amount",
    "name",
    "document",
    "account",
    "phone",
    "email",
    "instant",
];
const REQUIRED: usize = 5;

impl File {
    /// How many payouts it has.
    pub(in super::super) fn count(&self) -> usize {
        self.count
    }

    pub(super) fn open(path: &Path) -> Result<Self, Failure> {
        if path == Path::new("-") {
            return Ok(Self {
                name: "standard input".to_owned(),
                count: 0,
                source: Source::Bytes(input::read(Some(path))?),
            });
        }
        let name = path.display().to_string();
        let unreadable = |error| Failure::usage(format!("{name} cannot be read: {error}"));
        let mut file = fs::File::open(path).map_err(unreadable)?;
        let source = match file.stream_position().is_ok() {
            true => Source::File(file),
            // A pipe is read once.
            false => {
                let mut bytes = Vec::new();
                file.read_to_end(&mut bytes).map_err(unreadable)?;
                Source::Bytes(bytes)
            }
        };
        Ok(Self {
            count: 0,
            source,
            name,
        })
    }

    fn reader(&self) -> Result<Box<dyn Read + '_>, Failure> {
        Ok(match &self.source {
            Source::Bytes(bytes) => Box::new(bytes.as_slice()),
            Source::File(file) => {
                let mut file = file;
                file.rewind()?;
                Box::new(file)
            }
        })
    }

    /// Returns the rows, one after another. A header that is wrong is a problem, and then there are
    /// no rows.
    pub(super) fn rows(
        &self,
        problems: &mut Problems,
    ) -> Result<impl Iterator<Item = (Place, Row)> + use<'_>, Failure> {
        Ok(rows(self.reader()?, problems))
    }

    /// Returns the requests of a file that was checked. A row that became invalid since is left out.
    pub(super) fn requests(
        &self,
    ) -> Result<impl Iterator<Item = PayoutRequest> + use<'_>, Failure> {
        let rows = self.rows(&mut Problems::default())?;
        Ok(rows
            .filter_map(|(_, row)| row.payout.filter(|_| row.problems.is_empty()))
            .map(Payout::request))
    }
}

fn rows<R: Read>(
    reader: R,
    problems: &mut Problems,
) -> impl Iterator<Item = (Place, Row)> + use<R> {
    let line_ends = LineEnds::default();
    let counted = Counted {
        inner: reader,
        at: 0,
        line_ends: line_ends.clone(),
    };
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(counted);
    let names = match reader.byte_headers() {
        // Spreadsheets put a byte order mark before the first name.
        Ok(header) => header
            .iter()
            .map(|name| {
                String::from_utf8_lossy(name)
                    .trim_start_matches('\u{feff}')
                    .to_owned()
            })
            .collect(),
        Err(_) => {
            problems.complain("the header cannot be read".to_owned());
            Vec::new()
        }
    };
    let is_valid = !names.is_empty() && check_header(&names, problems);
    let records = is_valid.then(|| reader.into_byte_records());
    records
        .into_iter()
        .flatten()
        .enumerate()
        .map(move |(index, record)| {
            let row = index + 1;
            match record {
                Ok(record) => {
                    let line = line_ends.line_of(&record);
                    let place = Place { row, line };
                    (place, place.read(&names, &record))
                }
                Err(_) => {
                    let text = format!("row {row} cannot be read");
                    let problem = Problem {
                        row: 0,
                        column: 0,
                        text,
                    };
                    let (payout, problems) = (None, vec![problem]);
                    (Place { row, line: 0 }, Row { payout, problems })
                }
            }
        })
}

/// Whether the header has the right columns.
fn check_header(names: &[String], problems: &mut Problems) -> bool {
    let mut is_valid = true;
    let mut complain = |text: String| {
        problems.complain(text);
        is_valid = false;
    };
    for required in COLUMNS.iter().take(REQUIRED) {
        if !names.iter().any(|name| name == required) {
            complain(format!("the header lacks the column {required}"));
        }
    }
    for (index, name) in names.iter().enumerate() {
        if !COLUMNS.contains(&name.as_str()) {
            complain(format!(
                "column {} of the header is unknown; known are {}",
                index + 1,
                COLUMNS.join(", ")
            ));
        } else if names.iter().take(index).any(|earlier| earlier == name) {
            complain(format!("the header has the column {name} twice"));
        }
    }
    is_valid
}

impl Place {
    fn read(self, names: &[String], record: &csv::ByteRecord) -> Row {
        let Self { row, line } = self;
        if record.len() != names.len() {
            // A row is about a person: it is not quoted.
            let text = format!(
                "row {row} (line {line}): has {} columns, and the header {}",
                record.len(),
                names.len()
            );
            let problem = Problem {
                row,
                column: 0,
                text,
            };
            return Row {
                payout: None,
                problems: vec![problem],
            };
        }
        let mut problems = Vec::new();
        let mut texts = HashMap::new();
        for (name, text) in names.iter().zip(record) {
            match std::str::from_utf8(text) {
                Ok(text) => {
                    texts.insert(name.as_str(), text);
                }
                Err(_) => problems.push(self.problem(name, "must be UTF-8 text")),
            }
        }
        let text = |name: &str| texts.get(name).copied().unwrap_or_default().to_owned();
        let optional = |name: &str| Some(text(name)).filter(|text| !text.is_empty());
        let instant = match text("instant").to_ascii_lowercase().as_str() {
            "" | "false" => false,
            "true" => true,
            _ => {
                problems.push(self.problem("instant", "must be true, false or empty"));
                false
            }
        };
        let payout = Payout {
            reference: text("reference"),
            amount: text("amount"),
            name: text("name"),
            document: text("document"),
            account: text("account"),
            phone: optional("phone"),
            email: optional("email"),
            instant,
        };
        Row {
            payout: Some(payout),
            problems,
        }
    }
}

/// Where the line ends are that were read and belong to no row yet: the position of a row is before
/// the empty lines that precede it.
#[derive(Clone, Default)]
struct LineEnds(Rc<RefCell<VecDeque<(u64, u8)>>>);

impl LineEnds {
    /// Returns the line that a row begins at.
    fn line_of(&self, record: &csv::ByteRecord) -> u64 {
        let Some(position) = record.position() else {
            return 0;
        };
        let mut ends = self.0.borrow_mut();
        while ends
            .iter()
            .next()
            .is_some_and(|(at, _)| *at < position.byte())
        {
            ends.pop_front();
        }
        let (mut line, mut next) = (position.line(), position.byte());
        while let Some((at, byte)) = ends.iter().next().copied()
            && at == next
        {
            line += u64::from(byte == b'\n');
            next += 1;
            ends.pop_front();
        }
        line
    }
}

/// Notes the line ends that pass.
struct Counted<R> {
    inner: R,
    at: u64,
    line_ends: LineEnds,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        let mut ends = self.line_ends.0.borrow_mut();
        for byte in buffer.iter().take(count) {
            if matches!(byte, b'\r' | b'\n') {
                ends.push_back((self.at, *byte));
            }
            self.at += 1;
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::HELP;
    use super::*;

    /// The payouts of a text, and what is wrong with it.
    fn read(text: &[u8]) -> (Vec<Payout>, Vec<String>) {
        let mut problems = Problems::default();
        let rows: Vec<_> = rows(text, &mut problems).collect();
        let payouts = rows
            .into_iter()
            .filter_map(|(_, row)| row.keep(&mut problems));
        let payouts = payouts.collect();
        problems.found.sort();
        let texts = problems.found.into_iter().map(|found| found.text);
        (payouts, texts.collect())
    }

    #[test]
    fn the_example_of_the_help_is_a_valid_file() {
        let (_, example) = HELP.split_once("Example:\n").unwrap();
        let (example, _) = example.split_once("\n\n").unwrap();
        let (payouts, problems) = read(example.as_bytes());
        assert!(problems.is_empty());
        assert_eq!(payouts.len(), 2);
        let instant: Vec<bool> = payouts.iter().map(|row| row.instant).collect();
        assert_eq!(instant, [false, true]);
    }

    #[test]
    fn every_problem_of_a_file_is_found_at_once() {
        let header = "reference,amount,name,document,account,instant";
        let text = format!("{header}\nA,1,Ana,V1,0102,maybe\n\nB,1\nC,1,Ana,V1,0102,\n");
        let (payouts, problems) = read(text.as_bytes());
        assert_eq!(
            problems,
            [
                "row 1 (line 2), column instant: must be true, false or empty",
                "row 2 (line 4): has 2 columns, and the header 6",
            ]
        );
        assert_eq!(payouts.len(), 2);
        let (_, problems) = read(b"reference,amount,amount,nombre");
        let problems: Vec<&str> = problems.iter().map(String::as_str).collect();
        assert!(problems.contains(&"the header lacks the column name"));
        assert!(problems.contains(&"the header has the column amount twice"));
        assert!(problems.iter().any(|text| text.starts_with("column 4")));
    }

    #[test]
    fn the_line_of_a_row_is_counted_over_empty_lines_and_line_breaks_in_texts() {
        let header = "reference,amount,name,document,account";
        let text = format!("{header}\r\n\r\nA,1,\"Ana\n\nMaría\",V1\r\n\r\nB,1\n\n\nC");
        let (_, problems) = read(text.as_bytes());
        let has = |problem: &str| problem.split(':').next().unwrap_or_default().to_owned();
        let places: Vec<String> = problems.iter().map(|problem| has(problem)).collect();
        assert_eq!(
            places,
            ["row 1 (line 3)", "row 2 (line 7)", "row 3 (line 10)"]
        );
    }

    #[test]
    fn the_problems_of_a_long_file_are_counted() {
        let mut problems = Problems::default();
        for _ in 0..MOST_PROBLEMS + 3 {
            problems.complain("bad".to_owned());
        }
        let text = problems.into_result("rows.csv").unwrap_err().to_string();
        assert_eq!(text.lines().count(), MOST_PROBLEMS + 2);
        assert!(text.ends_with("rows.csv: 3 more problems"), "{text}");
    }

    /// A person's account, which no problem may quote.
    const CANARY: &str = "0102-canary-0001";

    /// Files that begin with the right header, and go on with pieces of rows.
    fn files() -> impl Strategy<Value = Vec<u8>> {
        let piece = prop_oneof![
            4 => Just("A,20.00,Ana,V1,".as_bytes().to_vec()),
            4 => Just(CANARY.as_bytes().to_vec()),
            2 => Just(b"\n".to_vec()),
            1 => Just(b"\r\n".to_vec()),
            1 => Just(b"\"".to_vec()),
            1 => Just(b",".to_vec()),
            1 => Just(",TRUE".as_bytes().to_vec()),
            1 => proptest::collection::vec(any::<u8>(), 0..6),
        ];
        proptest::collection::vec(piece, 0..40).prop_map(|pieces| {
            let header = b"reference,amount,name,document,account,instant\n".to_vec();
            [vec![header], pieces].concat().concat()
        })
    }

    proptest! {
        #[test]
        fn any_file_is_rows_and_problems_that_quote_none_of_it(file in files()) {
            let (payouts, problems) = read(&file);
            let lines = file.iter().filter(|byte| matches!(byte, b'\r' | b'\n')).count() + 1;
            prop_assert!(payouts.len() <= lines);
            for problem in problems {
                prop_assert!(!problem.contains("canary"), "{problem}");
                let line = problem.split_once("(line ").and_then(|(_, rest)| rest.split_once(')'));
                let line = line.map_or(2, |(line, _)| line.parse::<usize>().unwrap());
                prop_assert!((2..=lines).contains(&line) || line == 2, "{problem}");
            }
        }

        #[test]
        fn a_row_is_read_into_its_own_columns(
            cells in proptest::collection::vec("[a-z0-9]{1,8}", 7),
            order in Just((0..8_usize).collect::<Vec<_>>()).prop_shuffle(),
            instant in any::<bool>(),
        ) {
            let mut cells = cells;
            cells.push(instant.to_string());
            let row = |texts: &dyn Fn(usize) -> String| {
                let texts: Vec<String> = order.iter().map(|column| texts(*column)).collect();
                texts.join(",")
            };
            let header = row(&|column| COLUMNS[column].to_owned());
            let values = row(&|column| cells[column].clone());
            let (payouts, problems) = read(format!("{header}\n{values}\n").as_bytes());
            prop_assert!(problems.is_empty(), "{:?}", problems);
            let [payout] = payouts.as_slice() else {
                return Err(TestCaseError::fail("it is one row"));
            };
            let found = [
                Some(&payout.reference),
                Some(&payout.amount),
                Some(&payout.name),
                Some(&payout.document),
                Some(&payout.account),
                payout.phone.as_ref(),
                payout.email.as_ref(),
            ];
            for (found, cell) in found.into_iter().zip(&cells) {
                prop_assert_eq!(found, Some(cell));
            }
            prop_assert_eq!(payout.instant, instant);
        }
    }

    #[test]
    fn a_row_that_became_invalid_is_not_sent() {
        let text = "reference,amount,name,document,account,instant\n\
                    A,1,Ana,V1,0102,\nB,1,Ana,V1,0102,maybe\nC,1,Ana\n";
        let file = File {
            name: "rows.csv".to_owned(),
            count: 3,
            source: Source::Bytes(text.as_bytes().to_vec()),
        };
        let requests: Vec<PayoutRequest> = file.requests().unwrap().collect();
        let references: Vec<&str> = requests
            .iter()
            .map(|one| one.reference().as_str())
            .collect();
        assert_eq!(references, ["A"]);
    }
}

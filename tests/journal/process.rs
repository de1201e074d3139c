//! A shop's process: see `shop/main.rs`.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use payments_sim::Simulator;

/// A running process.
pub(crate) struct Shop {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Shop {
    /// Starts a process that makes this call.
    pub(crate) fn start(
        simulator: &Simulator,
        database: &str,
        operation: &str,
        [reference, id, payer]: [&str; 3],
    ) -> Self {
        let mut child = Command::new(program())
            .args([database, simulator.mpandco_base_url().as_str()])
            .args([simulator.pagofacil_base_url().as_str(), operation])
            .args([reference, id, payer])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        Self {
            input: child.stdin.take().unwrap(),
            output: BufReader::new(child.stdout.take().unwrap()),
            child,
        }
    }

    /// Tells the process to do something. `None` where it died of it.
    pub(crate) fn tell(&mut self, command: &str) -> Option<String> {
        // A dead process does not read.
        let _ = writeln!(self.input, "{command}");
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        let line = line.trim().to_owned();
        (!line.is_empty()).then_some(line)
    }

    /// Tells the process to do something, without waiting for it.
    pub(crate) fn begin(&mut self, command: &str) {
        writeln!(self.input, "{command}").unwrap();
    }

    /// Waits for what was begun.
    pub(crate) fn finish(&mut self) -> String {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        line.trim().to_owned()
    }

    /// Kills the process with SIGKILL.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Waits for the end of a process that killed itself, and checks that it did.
    pub(crate) fn killed(mut self) {
        use std::os::unix::process::ExitStatusExt;
        let status = self.child.wait().unwrap();
        assert_eq!(status.signal(), Some(9), "{status}");
    }

    /// Ends the process.
    pub(crate) fn end(mut self) {
        drop(self.input);
        let status = self.child.wait().unwrap();
        assert!(status.success(), "{status}");
    }
}

/// The shop's program, an example of this crate: `cargo test` builds it beside the tests. It is not
/// a binary, so that `cargo run` in the workspace runs the command.
fn program() -> std::path::PathBuf {
    let test = std::env::current_exe().unwrap();
    let folder = test.parent().and_then(std::path::Path::parent).unwrap();
    let program = folder.join("examples").join("journal_shop");
    assert!(
        program.exists(),
        "build the shop first: cargo build -p payments-tests --example journal_shop"
    );
    program
}

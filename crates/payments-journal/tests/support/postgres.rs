//! A PostgreSQL server for the tests of this process: see `.ci/postgres`.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Mutex, OnceLock};

/// A running server. It ends when its standard input does, and so with this process, however that
/// ends.
pub(crate) struct Server {
    url: String,
    control: Mutex<(ChildStdin, BufReader<ChildStdout>)>,
    _child: Child,
}

impl Server {
    /// Starts a separate server; `None` where PostgreSQL is not installed.
    ///
    /// # Panics
    /// In CI, where PostgreSQL must be there.
    pub(crate) fn start() -> Option<Self> {
        let mut folders = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
        let script = folders.find_map(|folder| {
            let script = folder.join(".ci/postgres");
            script.exists().then_some(script)
        });
        let mut child = Command::new(script.unwrap())
            .arg("serve")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut url = String::new();
        output.read_line(&mut url).unwrap();
        if url.is_empty() {
            let status = child.wait().unwrap();
            assert_eq!(status.code(), Some(3), "PostgreSQL did not start");
            assert!(
                std::env::var_os("CI").is_none(),
                "PostgreSQL must be installed in CI"
            );
            // Not through the macro, whose output a passing test keeps to itself.
            let mut stderr = std::io::stderr().lock();
            let text =
                "\nNOT TESTED ON POSTGRESQL: it is not installed. Run .ci/postgres install\n";
            stderr.write_all(text.as_bytes()).unwrap();
            return None;
        }
        let input = child.stdin.take().unwrap();
        Some(Self {
            url: url.trim().to_owned(),
            control: Mutex::new((input, output)),
            _child: child,
        })
    }

    /// The server of this process.
    pub(crate) fn shared() -> Option<&'static Self> {
        static SERVER: OnceLock<Option<Server>> = OnceLock::new();
        SERVER.get_or_init(Self::start).as_ref()
    }

    /// The URL of a database on this server.
    pub(crate) fn url(&self, database: &str) -> String {
        format!("{}{database}", self.url)
    }

    /// `restart`, `stop` or `start`.
    pub(crate) fn control(&self, command: &str) {
        let mut control = self.control.lock().unwrap();
        writeln!(control.0, "{command}").unwrap();
        let mut done = String::new();
        control.1.read_line(&mut done).unwrap();
        assert_eq!(done.trim(), "done");
    }

    /// A new, empty database.
    pub(crate) async fn database(&self) -> String {
        static LAST: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
        let number = LAST.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let name = format!("journal_{number}");
        use payments_journal::sqlx::{self, Connection, Executor};
        let mut connection = sqlx::PgConnection::connect(&self.url("postgres"))
            .await
            .unwrap();
        let create = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"));
        connection.execute(sqlx::query(create)).await.unwrap();
        self.url(&name)
    }
}

//! Small programs that take a payment's state, and what building them costs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use payments_bench::Problem;

/// A program in a separate folder, outside the workspace.
pub(crate) struct Program {
    name: &'static str,
    folder: PathBuf,
}

impl Program {
    /// Writes it, with the versions that the workspace is tested with.
    pub(crate) fn new(
        name: &'static str,
        dependencies: &str,
        source: &str,
    ) -> Result<Self, Problem> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let root = root.canonicalize()?;
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join("weight")
            .join(name);
        fs::create_dir_all(folder.join("src"))?;
        let crates = root.join("crates");
        let dependencies = dependencies.replace("CRATES", &crates.to_string_lossy());
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
             [workspace]\n\n[dependencies]\n{TOKIO}{dependencies}"
        );
        fs::write(folder.join("Cargo.toml"), manifest)?;
        fs::write(folder.join("src/main.rs"), source)?;
        fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock"))?;
        Ok(Self { name, folder })
    }

    /// How many crates it is built of, itself left out.
    pub(crate) fn crates(&self) -> Result<u64, Problem> {
        let mut tree = self.cargo("tree");
        tree.args(["--edges", "normal", "--prefix", "none", "--format", "{p}"]);
        let output = tree.stderr(Stdio::inherit()).output()?;
        if !output.status.success() {
            return Err(format!("the tree of {} cannot be told", self.name).into());
        }
        let text = String::from_utf8(output.stdout)?;
        let mut names: Vec<&str> = text
            .lines()
            .filter_map(|line| line.split(" (").next())
            .filter(|name| !name.is_empty())
            .collect();
        names.sort_unstable();
        names.dedup();
        let others = names.len().saturating_sub(1);
        Ok(u64::try_from(others)?)
    }

    /// How long a clean release build takes.
    pub(crate) fn build(&self) -> Result<Duration, Problem> {
        let built = self.folder.join("target");
        if built.exists() {
            fs::remove_dir_all(&built)?;
        }
        let start = Instant::now();
        let status = self
            .cargo("build")
            .args(["--release", "--quiet"])
            .status()?;
        if !status.success() {
            return Err(format!("{} does not build", self.name).into());
        }
        Ok(start.elapsed())
    }

    /// How large the built program is, without its symbols.
    pub(crate) fn size(&self) -> Result<u64, Problem> {
        let program = self.folder.join("target/release").join(self.name);
        Ok(fs::metadata(program)?.len())
    }

    fn cargo(&self, command: &str) -> Command {
        let mut cargo = Command::new(env!("CARGO"));
        cargo
            .args([command, "--offline"])
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", self.folder.join("target"))
            .env("CARGO_PROFILE_RELEASE_STRIP", "symbols");
        cargo
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It is built anew each time, and takes much room.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

const TOKIO: &str = "tokio = { version = \"1\", default-features = false, \
                     features = [\"macros\", \"rt-multi-thread\"] }\n";

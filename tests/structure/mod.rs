//! The structure of the sources: which module and which file uses which.
//!
//! A use is counted where the code names an item, and leads to the file that defines the item: a
//! module that re-exports it is passed through. Neither `mod` nor `pub use` is a use. Test code is
//! left out.

mod graph;
mod parse;
mod resolve;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

pub use graph::cycles;
use parse::Module;

/// The modules of one crate.
#[derive(Debug)]
pub struct Crate {
    name: String,
    modules: Vec<Module>,
}

/// Which name uses which others.
pub type Uses = BTreeMap<String, Vec<String>>;

impl Crate {
    /// Reads the sources of the crate in this folder, without its tests, examples and benches.
    ///
    /// # Errors
    ///
    /// When a file cannot be read or parsed.
    pub fn read(folder: &Path) -> Result<Self, String> {
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        let source = folder.join("src");
        let root = ["lib.rs", "main.rs"]
            .map(|file| source.join(file))
            .into_iter()
            .find(|file| file.is_file())
            .ok_or_else(|| format!("{name} has neither src/lib.rs nor src/main.rs"))?;
        let modules = parse::modules(&root, &source)?;
        Ok(Self {
            name: name.into_owned(),
            modules,
        })
    }

    /// The crate's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Which file uses which, by their paths below `src`.
    pub fn file_uses(&self) -> Uses {
        let by_file = |module: &Module| module.file.clone();
        self.uses(by_file)
    }

    /// Which module at the top of the crate uses which. The root itself is left out: it is where
    /// the modules are put together.
    pub fn module_uses(&self) -> Uses {
        let top = |module: &Module| module.path.first().cloned().unwrap_or_default();
        let mut uses = self.uses(top);
        uses.remove("");
        for used in uses.values_mut() {
            used.retain(|name| !name.is_empty());
        }
        uses
    }

    fn uses(&self, name_of: impl Fn(&Module) -> String) -> Uses {
        let mut uses = Uses::new();
        for (index, module) in self.modules.iter().enumerate() {
            let user = name_of(module);
            let used = uses.entry(user.clone()).or_default();
            for path in &module.paths {
                let Some(definer) = resolve::definer(&self.modules, index, path) else {
                    continue;
                };
                let name = self.modules.get(definer).map(&name_of).unwrap_or_default();
                if name != user && !used.contains(&name) {
                    used.push(name);
                }
            }
        }
        uses
    }
}

/// The crates of a repository, by their folders below `crates`.
///
/// # Errors
///
/// When a folder or a source cannot be read.
pub fn crates(repository: &Path) -> Result<Vec<Crate>, String> {
    let folders = fs::read_dir(repository.join("crates")).map_err(|error| error.to_string())?;
    let mut folders: Vec<PathBuf> = folders.flatten().map(|entry| entry.path()).collect();
    folders.sort();
    folders.iter().map(|folder| Crate::read(folder)).collect()
}

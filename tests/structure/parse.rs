//! Reads the modules of a crate.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Spacing, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Attribute, Item, ItemMod, UseTree, Visibility};

/// A module, inline or in a separate file.
#[derive(Debug, Default)]
pub(super) struct Module {
    /// Its name from the root, which has none.
    pub(super) path: Vec<String>,
    /// The file that it is in, below `src`.
    pub(super) file: String,
    pub(super) parent: Option<usize>,
    pub(super) children: BTreeMap<String, usize>,
    /// The names that are defined here.
    pub(super) items: BTreeSet<String>,
    pub(super) imports: Vec<Import>,
    /// Every path that the code names.
    pub(super) paths: Vec<Vec<String>>,
}

/// One name of a `use`.
#[derive(Debug)]
pub(super) struct Import {
    /// What it is called here; `*` for all names.
    pub(super) name: String,
    pub(super) path: Vec<String>,
}

pub(super) fn modules(root: &Path, source: &Path) -> Result<Vec<Module>, String> {
    let mut reader = Reader {
        source: source.to_owned(),
        modules: Vec::new(),
    };
    reader.file(root, source, Vec::new(), None)?;
    Ok(reader.modules)
}

struct Reader {
    source: PathBuf,
    modules: Vec<Module>,
}

impl Reader {
    /// Reads the module in a file, whose children are in `folder`.
    fn file(
        &mut self,
        file: &Path,
        folder: &Path,
        path: Vec<String>,
        parent: Option<usize>,
    ) -> Result<usize, String> {
        let text =
            fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
        let parsed =
            syn::parse_file(&text).map_err(|error| format!("{}: {error}", file.display()))?;
        let below = file.strip_prefix(&self.source).unwrap_or(file);
        let name = below.to_string_lossy().replace('\\', "/");
        self.module(parsed.items, name, folder, path, parent)
    }

    fn module(
        &mut self,
        items: Vec<Item>,
        file: String,
        folder: &Path,
        path: Vec<String>,
        parent: Option<usize>,
    ) -> Result<usize, String> {
        let index = self.modules.len();
        self.modules.push(Module {
            path: path.clone(),
            file: file.clone(),
            parent,
            ..Module::default()
        });
        let mut found = Module::default();
        for item in items {
            if is_test(attributes(&item)) {
                continue;
            }
            match item {
                Item::Mod(module) => {
                    let child = self.child(module, &file, folder, &path, index)?;
                    found.children.extend(child);
                }
                Item::Use(item) => {
                    let is_reexport = !matches!(item.vis, Visibility::Inherited);
                    let mut imports = Vec::new();
                    flatten(&item.tree, &mut Vec::new(), &mut imports);
                    if !is_reexport {
                        found
                            .paths
                            .extend(imports.iter().map(|import| import.path.clone()));
                    }
                    found.imports.extend(imports);
                }
                item => {
                    found.items.extend(defined(&item));
                    named_paths(item.to_token_stream(), &mut found.paths);
                }
            }
        }
        if let Some(module) = self.modules.get_mut(index) {
            module.children = found.children;
            module.items = found.items;
            module.imports = found.imports;
            module.paths = found.paths;
        }
        Ok(index)
    }

    fn child(
        &mut self,
        module: ItemMod,
        file: &str,
        folder: &Path,
        path: &[String],
        parent: usize,
    ) -> Result<Option<(String, usize)>, String> {
        let name = module.ident.to_string();
        let inside = folder.join(&name);
        let path: Vec<String> = path.iter().cloned().chain([name.clone()]).collect();
        let index = if let Some((_, items)) = module.content {
            self.module(items, file.to_owned(), &inside, path, Some(parent))?
        } else {
            let files = [inside.with_extension("rs"), inside.join("mod.rs")];
            // A module that is generated or named by an attribute is not read.
            let Some(file) = files.iter().find(|file| file.is_file()) else {
                return Ok(None);
            };
            self.file(file, &inside, path, Some(parent))?
        };
        Ok(Some((name, index)))
    }
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// Whether an item is compiled for tests only.
fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let text = attribute.meta.to_token_stream().to_string();
        text.starts_with("cfg (") && text.contains("test")
    })
}

fn defined(item: &Item) -> Option<String> {
    let name = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Macro(item) => item.ident.as_ref()?,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::Type(item) => &item.ident,
        _ => return None,
    };
    Some(name.to_string())
}

fn flatten(tree: &UseTree, before: &mut Vec<String>, imports: &mut Vec<Import>) {
    let with = |before: &[String], last: String| before.iter().cloned().chain([last]).collect();
    match tree {
        UseTree::Path(path) => {
            before.push(path.ident.to_string());
            flatten(&path.tree, before, imports);
            before.pop();
        }
        UseTree::Name(name) if name.ident == "self" => imports.push(Import {
            name: before.last().cloned().unwrap_or_default(),
            path: before.clone(),
        }),
        UseTree::Name(name) => imports.push(Import {
            name: name.ident.to_string(),
            path: with(before, name.ident.to_string()),
        }),
        UseTree::Rename(rename) => imports.push(Import {
            name: rename.rename.to_string(),
            path: with(before, rename.ident.to_string()),
        }),
        UseTree::Glob(_) => imports.push(Import {
            name: "*".to_owned(),
            path: before.clone(),
        }),
        UseTree::Group(group) => {
            for tree in &group.items {
                flatten(tree, before, imports);
            }
        }
    }
}

/// Every `a::b` in the tokens, also inside macros.
fn named_paths(tokens: TokenStream, paths: &mut Vec<Vec<String>>) {
    let mut path: Vec<String> = Vec::new();
    let mut colons = 0;
    for token in tokens {
        match token {
            TokenTree::Ident(name) => {
                if colons != 2 {
                    keep(&mut path, paths);
                }
                path.push(name.to_string());
                colons = 0;
            }
            TokenTree::Punct(punct) if punct.as_char() == ':' && !path.is_empty() => {
                colons = match (colons, punct.spacing()) {
                    (0, Spacing::Joint) => 1,
                    (1, _) => 2,
                    _ => {
                        keep(&mut path, paths);
                        0
                    }
                };
            }
            TokenTree::Group(group) => {
                keep(&mut path, paths);
                colons = 0;
                named_paths(group.stream(), paths);
            }
            _ => {
                keep(&mut path, paths);
                colons = 0;
            }
        }
    }
    keep(&mut path, paths);
}

fn keep(path: &mut Vec<String>, paths: &mut Vec<Vec<String>>) {
    let path = std::mem::take(path);
    if path.len() > 1 {
        paths.push(path);
    }
}

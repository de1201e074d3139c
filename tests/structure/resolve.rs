//! Finds the module that defines what a path names.

use super::parse::Module;

/// Re-exports of re-exports are followed this far. More of them would be a circle.
const DEPTH: usize = 16;

/// The module that defines the item which a path names in module `at`; none for an item of another
/// crate and for a module.
pub(super) fn definer(modules: &[Module], at: usize, path: &[String]) -> Option<usize> {
    resolve(modules, at, path, DEPTH)
}

fn resolve(modules: &[Module], at: usize, path: &[String], depth: usize) -> Option<usize> {
    let depth = depth.checked_sub(1)?;
    let (first, rest) = path.split_first()?;
    let module = modules.get(at)?;
    match first.as_str() {
        "crate" => within(modules, 0, rest, depth),
        "self" => within(modules, at, rest, depth),
        "super" => resolve_from(modules, module.parent?, rest, depth),
        _ => within(modules, at, path, depth),
    }
}

/// After `super`, which another may follow.
fn resolve_from(modules: &[Module], at: usize, path: &[String], depth: usize) -> Option<usize> {
    if path.first().is_some_and(|name| name == "super") {
        resolve(modules, at, path, depth)
    } else {
        within(modules, at, path, depth)
    }
}

fn within(modules: &[Module], at: usize, path: &[String], depth: usize) -> Option<usize> {
    let depth = depth.checked_sub(1)?;
    let module = modules.get(at)?;
    let (first, rest) = path.split_first()?;
    if let Some(child) = module.children.get(first) {
        return within(modules, *child, rest, depth);
    }
    if module.items.contains(first) {
        return Some(at);
    }
    if let Some(import) = module.imports.iter().find(|import| import.name == *first) {
        let path: Vec<String> = import.path.iter().chain(rest).cloned().collect();
        return resolve(modules, at, &path, depth);
    }
    let globs = module.imports.iter().filter(|import| import.name == "*");
    globs.into_iter().find_map(|glob| {
        let path: Vec<String> = glob.path.iter().chain(path).cloned().collect();
        resolve(modules, at, &path, depth)
    })
}

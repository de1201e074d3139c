//! Writes an exchange as the files of a fixture.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

use time::Date;

use super::error::RecordError;
use super::exchange::{Exchange, Part, Role};
use super::scan::Syntax;
use crate::Provenance;
use crate::fixture::{MANIFEST, Manifest, RequestPart, ResponsePart, is_name};

/// Whether a case can be written below a folder. Creates the folder if necessary.
pub(super) fn check(root: &Path, provider: &str, case: &str) -> Result<(), RecordError> {
    let name = format!("{provider}/operation/{case}");
    if !is_name(&name) {
        return Err(RecordError::Name { name });
    }
    let above = root.join(provider);
    let unwritable = |source| RecordError::Unwritable {
        place: provider.to_owned(),
        source,
    };
    // Whether a folder can be written to is known for sure only by writing.
    let probe = above.join(format!(".{case}"));
    fs::create_dir_all(&probe)
        .and_then(|()| fs::remove_dir(&probe))
        .map_err(unwritable)?;
    for operation in fs::read_dir(&above).map_err(unwritable)? {
        let operation = operation.map_err(unwritable)?;
        let Ok(cases) = fs::read_dir(operation.path()) else {
            continue;
        };
        for existing in cases {
            let existing = existing.map_err(unwritable)?.file_name();
            let existing = existing.to_string_lossy();
            if is_of_case(&existing, case) {
                let operation = operation.file_name();
                let operation = operation.to_string_lossy();
                let name = format!("{provider}/{operation}/{existing}");
                return Err(RecordError::Exists { name });
            }
        }
    }
    Ok(())
}

/// Whether a name is the case's, or that of its second exchange, its third and so on.
fn is_of_case(name: &str, case: &str) -> bool {
    let further = name.strip_prefix(case);
    let number = further.and_then(|further| further.strip_prefix('_'));
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    name == case || number.is_some_and(is_number)
}

/// Writes the exchanges, each under its name; all of them or none.
pub(super) fn write(
    root: &Path,
    exchanges: &[(String, Exchange)],
    on: Date,
) -> Result<(), RecordError> {
    if let Some((name, _)) = exchanges.iter().find(|(name, _)| root.join(name).exists()) {
        return Err(RecordError::Exists { name: name.clone() });
    }
    for (index, (name, exchange)) in exchanges.iter().enumerate() {
        if let Err(error) = write_one(root, name, exchange, on) {
            let owned = if matches!(error, RecordError::Exists { .. }) {
                index
            } else {
                index + 1
            };
            for (name, _) in exchanges.iter().take(owned) {
                // The first failure is the one to report.
                fs::remove_dir_all(root.join(name)).ok();
            }
            return Err(error);
        }
    }
    Ok(())
}

fn write_one(root: &Path, name: &str, exchange: &Exchange, on: Date) -> Result<(), RecordError> {
    let unwritable = |place: &str, source| RecordError::Unwritable {
        place: place.to_owned(),
        source,
    };
    let folder = root.join(name);
    let above = folder.parent().unwrap_or(root);
    fs::create_dir_all(above).map_err(|source| unwritable(name, source))?;
    fs::create_dir(&folder).map_err(|source| match source.kind() {
        ErrorKind::AlreadyExists => RecordError::Exists {
            name: name.to_owned(),
        },
        _ => unwritable(name, source),
    })?;
    let manifest = manifest(exchange, on);
    let json = serde_json::to_vec_pretty(&manifest).map_err(io::Error::from);
    let mut files = vec![(MANIFEST.to_owned(), json)];
    for part in &exchange.parts {
        if let Some(file) = file(part) {
            files.push((file, Ok(part.bytes())));
        }
    }
    for (file, bytes) in files {
        bytes
            .and_then(|bytes| fs::write(folder.join(&file), bytes))
            .map_err(|source| unwritable(&format!("{name}/{file}"), source))?;
    }
    Ok(())
}

fn manifest(exchange: &Exchange, on: Date) -> Manifest {
    let of = |role: &Role| exchange.parts.iter().find(|part| part.role == *role);
    let text = |role| of(&role).map(|part| part.text.clone()).unwrap_or_default();
    let body = |role| of(&role).and_then(file);
    let mut request_headers = BTreeMap::new();
    let mut response_headers = BTreeMap::new();
    for part in &exchange.parts {
        match &part.role {
            Role::RequestHeader(name) => request_headers.insert(name.clone(), part.text.clone()),
            Role::ResponseHeader(name) => response_headers.insert(name.clone(), part.text.clone()),
            _ => None,
        };
    }
    Manifest {
        provenance: Provenance::recorded(format!("recorded on {on}")),
        request: RequestPart {
            method: exchange.method.clone(),
            path: text(Role::Path),
            query: Some(text(Role::Query)).filter(|query| !query.is_empty()),
            query_file: None,
            headers: request_headers,
            body: body(Role::RequestBody),
        },
        response: ResponsePart {
            status: exchange.status,
            headers: response_headers,
            body: body(Role::ResponseBody),
        },
    }
}

/// The file of a body, if it is one and not empty.
fn file(part: &Part) -> Option<String> {
    let name = match part.role {
        Role::RequestBody => "request",
        Role::ResponseBody => "response",
        _ => return None,
    };
    let kind = match part.syntax {
        Syntax::Form => "form",
        Syntax::Json => "json",
        Syntax::Xml => "xml",
        Syntax::Plain | Syntax::Path => "txt",
    };
    (!part.text.is_empty()).then(|| format!("{name}.{kind}"))
}

//! From an exchange to the files of a fixture.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

use time::Date;

use super::RecordError;
use super::exchange::{Exchange, Part, Role};
use super::scan::Syntax;
use crate::Provenance;
use crate::fixture::{MANIFEST, Manifest, RequestPart, ResponsePart};

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
                // The first failure is the one to tell.
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
            Role::AnswerHeader(name) => response_headers.insert(name.clone(), part.text.clone()),
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
            body: body(Role::AnswerBody),
        },
    }
}

/// The file of a body, if it is one and not empty.
fn file(part: &Part) -> Option<String> {
    let name = match part.role {
        Role::RequestBody => "request",
        Role::AnswerBody => "response",
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

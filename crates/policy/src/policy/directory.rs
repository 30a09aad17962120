//! Finds the Rego files that a user names.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::error::PolicyError;
use super::module::Source;

/// Which files of a directory to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Select {
    /// All but the tests.
    Policies,
    /// The tests (`*_test.rego`) too.
    WithTests,
}

/// Every Rego file below a directory, or the one file that `path` names, in a stable order.
///
/// # Errors
/// A path that cannot be read, or that holds no Rego at all.
pub fn sources_in(path: &Path, select: Select) -> Result<Vec<Source>, PolicyError> {
    let mut files = Vec::new();
    if path.is_file() {
        files.push(path.to_owned());
    } else {
        find(path, select, &mut files)?;
    }
    if files.is_empty() {
        return Err(PolicyError::new(
            &path.display().to_string(),
            "no policy is in this directory",
        )
        .help("name a directory that holds `.rego` files"));
    }
    files.sort();
    files.iter().map(|file| read(file)).collect()
}

fn find(directory: &Path, select: Select, files: &mut Vec<PathBuf>) -> Result<(), PolicyError> {
    for entry in fs::read_dir(directory).map_err(|error| unreadable(directory, &error))? {
        let path = entry.map_err(|error| unreadable(directory, &error))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let wanted = match select {
            Select::Policies => name.ends_with(".rego") && !name.ends_with("_test.rego"),
            Select::WithTests => name.ends_with(".rego"),
        };
        if name.starts_with('.') {
            continue;
        }
        if path.is_dir() {
            find(&path, select, files)?;
        } else if wanted {
            files.push(path);
        }
    }
    Ok(())
}

fn read(file: &Path) -> Result<Source, PolicyError> {
    let text = fs::read_to_string(file).map_err(|error| unreadable(file, &error))?;
    Ok(Source {
        file: file.display().to_string(),
        text,
    })
}

fn unreadable(path: &Path, error: &io::Error) -> PolicyError {
    PolicyError::new(&path.display().to_string(), reason(error))
}

/// Why a file cannot be read, in plain words.
pub(crate) fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file or directory".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::InvalidData => "this is not UTF-8 text".to_owned(),
        _ => error.to_string(),
    }
}

//! Lists the files of the built-in library and the frameworks, so that adding one is adding a file.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    list("library", "rego", "FILES", &|name| name.to_owned())?;
    list("frameworks", "yaml", "FRAMEWORKS", &|name| {
        name.trim_end_matches(".yaml").to_owned()
    })
}

/// Writes a constant that holds the name and the text of every file in a folder, sorted.
fn list(
    folder: &str,
    extension: &str,
    constant: &str,
    name: &dyn Fn(&str) -> String,
) -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join(folder);
    println!("cargo::rerun-if-changed={}", root.display());
    let mut files = Vec::new();
    find(&root, extension, &mut files)?;
    let mut named: Vec<(String, PathBuf)> = files
        .into_iter()
        .map(|file| {
            let relative = file.strip_prefix(&root).unwrap_or(&file);
            (name(&relative.to_string_lossy().replace('\\', "/")), file)
        })
        .collect();
    named.sort();
    let mut out = format!("const {constant}: &[(&str, &str)] = &[\n");
    for (name, file) in named {
        let _ = writeln!(out, "    ({name:?}, include_str!({file:?})),");
    }
    out += "];\n";
    let target = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(target.join(format!("{}.rs", constant.to_lowercase())), out)
}

fn find(directory: &Path, extension: &str, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.is_dir() {
            println!("cargo::rerun-if-changed={}", path.display());
            find(&path, extension, files)?;
        } else if path.extension().is_some_and(|found| found == extension) {
            files.push(path);
        }
    }
    Ok(())
}

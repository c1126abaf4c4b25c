//! The house rules, as tests. See `tests/tidy.rs`.

use std::fs;
use std::path::{Path, PathBuf};

/// One Rust file of the house.
pub struct SourceFile {
    /// Where it is.
    pub path: PathBuf,
    /// What it says, its unit tests left out.
    pub code: String,
}

/// The root of the workspace.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The names of the rooms, as folders.
#[must_use]
pub fn rooms() -> Vec<String> {
    let mut rooms: Vec<String> = entries(&root().join("crates"))
        .into_iter()
        .filter(|path| path.join("Cargo.toml").is_file())
        .filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned()))
        .collect();
    rooms.sort();
    rooms
}

/// Every Rust file under a room's `src`.
#[must_use]
pub fn sources(room: &str) -> Vec<SourceFile> {
    let mut files = Vec::new();
    collect(&root().join("crates").join(room).join("src"), &mut files);
    files.sort();
    files
        .into_iter()
        .filter_map(|path| {
            let text = fs::read_to_string(&path).ok()?;
            let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default().to_owned();
            Some(SourceFile { path, code })
        })
        .collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for path in entries(folder) {
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let Ok(found) = fs::read_dir(folder) else { return Vec::new() };
    found.flatten().map(|entry| entry.path()).collect()
}

/// The modules that a `lib.rs` or `mod.rs` declares, in their order.
#[must_use]
pub fn modules(code: &str) -> Vec<String> {
    let declared = code.lines().filter_map(|line| {
        let line = line.strip_prefix("pub(crate) ").or(line.strip_prefix("pub ")).unwrap_or(line);
        line.strip_prefix("mod ")?.strip_suffix(';')
    });
    declared.map(str::to_owned).collect()
}

/// The top-level modules of its own crate that a file names by `crate::…`.
#[must_use]
pub fn used_modules(code: &str) -> Vec<String> {
    let mut used = Vec::new();
    for line in code.lines().filter(|line| !line.trim_start().starts_with("//")) {
        for part in line.split("crate::").skip(1) {
            let name: String =
                part.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            used.push(name);
        }
    }
    used
}

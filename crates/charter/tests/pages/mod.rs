//! Pages of texts and what is said of them: where they are, and their parts.

use std::fs;
use std::path::{Path, PathBuf};

/// The files of a folder of this room, in the order of their names.
pub fn folder(path: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// The title and text of each part of a page.
fn parts(page: &str) -> Vec<(String, String)> {
    let page = format!("\n{page}");
    let parts = page.split("\n# ").skip(1).map(|part| {
        let (title, rest) = part.split_once('\n').unwrap();
        let text = rest.split("\n---\n").next().unwrap();
        (title.to_owned(), text.trim_matches('\n').to_owned())
    });
    parts.collect()
}

/// Compares what is said of every text with what stands below it; `CHARTER_PAGES=write` writes it anew.
pub fn compare(path: &str, said: impl Fn(&str) -> String) {
    for path in folder(path) {
        let page = fs::read_to_string(&path).unwrap();
        let anew = parts(&page)
            .iter()
            .map(|(title, text)| format!("# {title}\n\n{text}\n\n---\n{}", said(text)))
            .collect::<Vec<_>>()
            .join("\n");
        if std::env::var("CHARTER_PAGES").is_ok_and(|mode| mode == "write") {
            fs::write(&path, &anew).unwrap();
        } else {
            assert_eq!(anew, page, "{}", path.display());
        }
    }
}

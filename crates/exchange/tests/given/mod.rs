//! What the tests are given beside the repository.

use std::path::{Path, PathBuf};

/// The folder with the examples of ValueFlows. `None`, with a word about it, on a machine that has
/// only this repository; CI has both.
pub fn examples_folder() -> Option<PathBuf> {
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/reference/vf-examples");
    if folder.is_dir() {
        return Some(folder);
    }
    let missing = "the ValueFlows examples are missing: put them into `../shared/reference/vf-examples` beside the workspace";
    assert!(std::env::var_os("CI").is_none(), "{missing}");
    println!("{missing}");
    None
}

//! The script that draws pies, areas and Sankey diagrams: Plotly, as its crate carries it.

use flate2::{Compression, write::GzEncoder};
use plotly::Plot;
use sha2::{Digest, Sha256};
use std::io::Write;
use std::sync::LazyLock;

/// A script ready to be sent.
#[derive(Debug)]
pub struct Library {
    /// Where it is served: `/assets/plotly-<first 16 digits of its SHA-256>.js`, so it may be kept for ever.
    pub path: String,
    /// The script.
    pub plain: String,
}

/// The one library of charts.
pub fn library() -> &'static Library {
    static LIBRARY: LazyLock<Library> = LazyLock::new(|| {
        let plain = first_script(&Plot::offline_js_sources()).to_owned();
        let hash: String = Sha256::digest(plain.as_bytes())
            .iter()
            .take(8)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        Library { path: format!("/assets/plotly-{hash}.js"), plain }
    });
    &LIBRARY
}

impl Library {
    /// The script for whoever takes gzip, packed when it is first asked for.
    pub fn gzip(&self) -> &'static [u8] {
        static PACKED: LazyLock<Vec<u8>> = LazyLock::new(|| packed(library().plain.as_bytes()));
        &PACKED
    }
}

/// What stands in the first `script` element: Plotly; what follows sets formulas and is not needed.
fn first_script(page: &str) -> &str {
    let inner = page.split_once('>').map_or("", |(_, rest)| rest);
    inner.split_once("</script>").map_or(inner, |(script, _)| script)
}

/// Empty if it cannot be packed, which memory never refuses.
fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(bytes).and_then(|()| gzip.finish()).unwrap_or_default()
}

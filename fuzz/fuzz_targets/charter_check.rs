//! Whatever bytes there are, what can be understood of them is checked, and nothing panics.
#![no_main]

use charter::check::check;
use charter::flow_graph::circles;
use charter::parse::parse;
use charter::render::render;
use charter::resolve::resolve_with_warnings;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let (tree, told) = parse(&text);
    let (model, more) = resolve_with_warnings(&tree);
    for one in told.iter().chain(&more) {
        let _ = render(&text, "fuzz.charter", one);
    }
    let Some(model) = model else { return };
    let report = check(&tree, &model);
    for one in &report.diagnostics {
        let _ = render(&text, "fuzz.charter", one);
    }
    assert_eq!(report, check(&tree, &model));
    if report.passes() {
        assert_eq!(report.pass_through, circles(&model));
    }
});

//! Whatever bytes there are, they are answered; what is read is printed so that it reads the same.
#![no_main]

use charter::parse::parse;
use charter::print::print;
use charter::render::render;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let (tree, told) = parse(&text);
    for one in &told {
        let _ = render(&text, "fuzz.charter", one);
    }
    let printed = print(&tree, &text);
    if told.is_empty() {
        let (again, told) = parse(&printed);
        assert!(told.is_empty());
        assert_eq!(print(&again, &printed), printed);
    }
});

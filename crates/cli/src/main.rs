//! The `subak` command.

fn main() {}

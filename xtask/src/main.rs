//! Project tasks: demo, test, bench.

fn main() {}

//! Detects drift from approved baselines, reverts it, and keeps the record.

fn main() {}

use super::case::Case;

mod queue;

pub(super) const CASES: &[&Case] = &[&queue::CASE];

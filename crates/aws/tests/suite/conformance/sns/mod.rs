use super::case::Case;

mod topic;
mod topic_subscription;

pub(super) const CASES: &[&Case] = &[&topic::CASE, &topic_subscription::CASE];

//! SNS.

use super::ResourceType;

mod topic;
mod topic_subscription;

pub(super) static TYPES: &[&dyn ResourceType] =
    &[&topic::Topic, &topic_subscription::TopicSubscription];

/// The service as the AWS command line calls it.
const SERVICE: &str = "sns";
const GONE: &[&str] = &["NotFound", "NotFoundException"];

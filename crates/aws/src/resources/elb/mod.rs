//! Elastic Load Balancing v2: application, network and gateway load balancers.

use super::ResourceType;

mod knob;
mod listener;
mod load_balancer;
mod tagging;
mod target_group;

pub(super) static TYPES: &[&dyn ResourceType] = &[
    &listener::Listener,
    &load_balancer::LoadBalancer,
    &target_group::TargetGroup,
];

/// The service as the AWS command line calls it.
const SERVICE: &str = "elbv2";
/// Most results of one call, by the API reference.
const PAGE: i32 = 400;

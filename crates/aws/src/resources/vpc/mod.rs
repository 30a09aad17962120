//! Networks: what the EC2 API reference calls Amazon VPC.
//!
//! EC2 answers an unknown id of a filter with nothing, and an unknown id elsewhere with an error: reads
//! filter wherever they can.

use aws_sdk_ec2::types::Filter;
use driftlock_core::{Attributes, Change, Unrestorable};

use super::{LookUp, ResourceType, RestorePlan};
use crate::CallError;
use crate::arn::{Place, partition};

/// All of a region page by page, or what a filter leaves of them.
macro_rules! describe {
    ($clients:expr, $operation:ident, $set_filter:ident, $filters:expr, $action:expr) => {{
        let request = $clients
            .ec2
            .$operation()
            .max_results($crate::resources::vpc::PAGE);
        let all = request.$set_filter(Some($filters)).into_paginator();
        let all = all.items().send().collect::<Result<Vec<_>, _>>().await;
        all.map_err(|error| $crate::CallError::new($action, error))
    }};
}

mod eip;
mod flow_log;
mod internet_gateway;
mod nat_gateway;
mod network_acl;
mod route_table;
mod route_table_association;
mod subnet;
#[allow(clippy::module_inception, reason = "Terraform calls it `aws_vpc`")]
mod vpc;
mod vpc_endpoint;

pub(super) static TYPES: &[&dyn ResourceType] = &[
    &eip::Eip,
    &flow_log::FlowLog,
    &internet_gateway::InternetGateway,
    &nat_gateway::NatGateway,
    &network_acl::NetworkAcl,
    &route_table::RouteTable,
    &route_table_association::RouteTableAssociation,
    &subnet::Subnet,
    &vpc::Vpc,
    &vpc_endpoint::VpcEndpoint,
];

/// Most results of one call that all of these operations allow: `DescribeRouteTables` takes no more.
const PAGE: i32 = 100;

fn arn(Place { region, account }: &Place<'_>, what: &str, id: &str) -> String {
    let partition = partition(region);
    format!("arn:{partition}:ec2:{region}:{account}:{what}/{id}")
}

/// Nothing is left out where there is no value.
fn filters(name: &str, value: Option<&str>) -> Vec<Filter> {
    let filter = |value| Filter::builder().name(name).values(value).build();
    value.map(filter).into_iter().collect()
}

/// Approved and observed, where there are both. An object that AWS made by itself or somebody else made
/// stays; one that is gone would come back as another.
fn both<'a>(
    approved: Option<&'a Attributes>,
    observed: Option<&'a Attributes>,
) -> Result<(&'a Attributes, &'a Attributes), RestorePlan> {
    match (approved, observed) {
        (Some(approved), Some(observed)) => Ok((approved, observed)),
        (None, _) => Err(RestorePlan::default()),
        (Some(_), None) => Err(RestorePlan {
            calls: Vec::new(),
            unrestorable: vec![Unrestorable {
                path: "id".to_owned(),
                reason: "it is gone, and a new one would have another id; apply your Terraform"
                    .to_owned(),
            }],
        }),
    }
}

/// Says of those changes that a type does not restore that AWS cannot.
fn cannot_change<'a>(
    plan: &mut RestorePlan,
    changes: impl Iterator<Item = &'a Change>,
    restored: &[&str],
) {
    let others = changes.filter(|change| !restored.contains(&root(&change.path)));
    plan.unrestorable.extend(others.map(|change| Unrestorable {
        path: change.path.clone(),
        reason: "AWS cannot change it on an existing one; recreate it with Terraform".to_owned(),
    }));
}

/// The attribute that a path begins with.
fn root(path: &str) -> &str {
    path.split(['.', '[']).next().unwrap_or_default()
}

/// The texts of the set `name` that are in `these` only.
fn only_in(these: &Attributes, those: &Attributes, name: &str) -> Vec<String> {
    let those = super::form::texts(those, name);
    let mut these = super::form::texts(these, name);
    these.retain(|text| !those.contains(text));
    these
}

/// What a person types to look an id up: the operation that describes, one of its filters, and the
/// JMESPath of the id in its answer.
fn look_up(option: &'static str, operation: &str, filters: &[(&str, &str)], query: &str) -> LookUp {
    let filters = filters.iter();
    let filters = filters.map(|(name, value)| format!("Name={name},Values={value}"));
    let words = [
        "ec2".to_owned(),
        operation.to_owned(),
        "--filters".to_owned(),
    ];
    let query = ["--query", query, "--output", "text"].map(str::to_owned);
    LookUp {
        option,
        words: words.into_iter().chain(filters).chain(query).collect(),
    }
}

/// An id that is to be looked up, and is not there.
fn not_there(action: &'static str, what: &str) -> CallError {
    CallError::unusable(action, &format!("{what} is not there any more"))
}

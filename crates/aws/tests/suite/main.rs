//! The proof that what this crate reads and restores is what Terraform means.
//!
//! One program, so that the AWS SDKs are linked once. Everything runs against an emulator or a fake
//! on 127.0.0.1.

use driftlock_aws::{Connection, Options, StaticCredentials};
use driftlock_core::{Scope, Selector, Sweep};

#[cfg(test)]
mod actors;
#[cfg(test)]
mod apigateway_documented;
#[cfg(test)]
mod calls;
#[cfg(test)]
mod conformance;
#[cfg(test)]
mod coverage;
#[cfg(test)]
mod documented;
#[cfg(test)]
mod ec2_documented;
#[cfg(test)]
mod ecr_cloudtrail_documented;
#[cfg(test)]
mod elb_documented;
#[cfg(test)]
mod fake;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod functions;
#[cfg(test)]
mod iam_documented;
#[cfg(test)]
mod kms_documented;
#[cfg(test)]
mod messages;
#[cfg(test)]
mod narrowed;
#[cfg(test)]
mod networks;
#[cfg(test)]
mod objects;
#[cfg(test)]
mod rds_documented;
#[cfg(test)]
mod s3_settings;
#[cfg(test)]
mod secrets;
#[cfg(test)]
mod tables;

/// Buckets with those of their settings that most baselines hold.
#[cfg(test)]
pub(crate) const BUCKETS: &[&str] = &[
    "aws_s3_bucket",
    "aws_s3_bucket_policy",
    "aws_s3_bucket_public_access_block",
    "aws_s3_bucket_server_side_encryption_configuration",
    "aws_s3_bucket_versioning",
];

/// A connection to whatever answers at `endpoint`.
#[cfg(test)]
async fn emulated(endpoint: &str) -> Connection {
    Connection::open_as(credentials(), options(endpoint))
        .await
        .unwrap()
}

fn credentials() -> StaticCredentials {
    StaticCredentials {
        access_key_id: "testbed".to_owned(),
        secret_access_key: "testbed".to_owned(),
        session_token: None,
    }
}

fn options(endpoint: &str) -> Options {
    Options {
        region: Some("us-east-1".to_owned()),
        endpoint_url: Some(endpoint.to_owned()),
        ..Options::default()
    }
}

/// A type's list of actions is what policies are made of: no call may be missing there.
fn check_declared(kind: &str, action: &str) {
    let all = driftlock_aws::catalogue();
    let of_kind = all.iter().find(|entry| entry.name == kind);
    let declared = of_kind.is_some_and(|entry| {
        let actions = &entry.actions;
        let mut writes = actions
            .restore
            .iter()
            .chain(actions.create)
            .chain(actions.delete);
        writes.any(|write| write.name == action)
    });
    assert!(declared, "{kind} does not list `{action}`");
}

/// Everything of these types, or those with these ids.
fn scope(types: &[&str], ids: &[&str]) -> Scope {
    let texts = |all: &[&str]| all.iter().map(|&text| text.to_owned()).collect();
    let selector = Selector {
        resource_types: texts(types),
        ids: texts(ids),
        ..Selector::default()
    };
    Scope {
        select: vec![selector],
        exclude: vec![],
    }
}

#[cfg(test)]
async fn sweep(connection: &Connection, scope: &Scope) -> Sweep {
    connection.sweep(scope, &[], &|_| {}).await.unwrap()
}

//! The proof that what this crate reads and restores is what Terraform means.
//!
//! One program, so that the AWS SDKs are linked once. Everything runs against an emulator or a fake
//! on 127.0.0.1.

#[cfg(test)]
mod conformance;

use driftlock_aws::{Connection, Options, StaticCredentials};

/// A connection to whatever answers at `endpoint`.
#[cfg(test)]
async fn emulated(endpoint: &str) -> Connection {
    let credentials = StaticCredentials {
        access_key_id: "testbed".to_owned(),
        secret_access_key: "testbed".to_owned(),
        session_token: None,
    };
    let options = Options {
        region: Some("us-east-1".to_owned()),
        endpoint_url: Some(endpoint.to_owned()),
        ..Options::default()
    };
    Connection::open_as(credentials, options).await.unwrap()
}

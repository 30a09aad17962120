//! What a request asks for.

use hyper::body::Bytes;
use hyper::http::request::Parts;
use hyper::{HeaderMap, Method};

use crate::venv::fingerprint;

/// One request as the proxy saw it, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Counted from 1 since the proxy started or its record was cleared.
    pub number: usize,
    /// The API operation with the service's signing name, such as `s3:PutBucketPolicy`.
    pub action: String,
    /// What it is about: a bucket, `bucket/key`, or the ids that it names.
    pub target: String,
    /// Whether it may change something.
    pub write: bool,
    /// The same for two requests that ask for the same in every detail.
    pub call: String,
    /// Whether it was sent on, so that it may have had its effect.
    pub forwarded: bool,
    /// What the emulator answered; none before it did.
    pub status: Option<u16>,
    /// Which trouble it was given.
    pub trouble: Option<super::Trouble>,
}

impl Request {
    /// The bucket that it is about, for one of S3.
    #[must_use]
    pub fn bucket(&self) -> Option<&str> {
        self.action.strip_prefix("s3:")?;
        self.target.split('/').next()
    }

    /// Whether it may have changed something: a write that was sent on and not refused.
    #[must_use]
    pub fn may_have_changed(&self) -> bool {
        self.write && self.forwarded && self.status.is_none_or(|status| status < 300)
    }

    pub(super) fn identify(number: usize, parts: &Parts, body: &Bytes) -> Self {
        let service = signer(&parts.headers).unwrap_or_else(|| "anonymous".to_owned());
        let form = String::from_utf8_lossy(body);
        let (operation, target) = if service == "s3" {
            (
                s3_operation(parts),
                parts.uri.path().trim_matches('/').to_owned(),
            )
        } else if let Some(operation) = form_value(&form, "Action") {
            (operation.to_owned(), form_target(&form))
        } else {
            (json_operation(parts), String::new())
        };
        let write = if service == "s3" {
            !matches!(parts.method, Method::GET | Method::HEAD)
        } else {
            let reads = ["Describe", "Get", "List", "Head", "AssumeRole"];
            !reads.iter().any(|prefix| operation.starts_with(prefix))
        };
        Self {
            number,
            action: format!("{service}:{operation}"),
            target,
            write,
            call: format!("{} {} {}", parts.method, parts.uri, fingerprint(&form)),
            forwarded: false,
            status: None,
            trouble: None,
        }
    }
}

/// The service in the credential scope of a version 4 signature.
fn signer(headers: &HeaderMap) -> Option<String> {
    let signature = headers.get("authorization")?.to_str().ok()?;
    let scope = signature.split("Credential=").nth(1)?;
    scope.split('/').nth(3).map(str::to_owned)
}

fn json_operation(parts: &Parts) -> String {
    let target = parts.headers.get("x-amz-target");
    let operation = target.and_then(|target| target.to_str().ok()?.rsplit('.').next());
    operation.map_or_else(
        || format!("{} {}", parts.method, parts.uri.path()),
        str::to_owned,
    )
}

fn form_value<'a>(form: &'a str, name: &str) -> Option<&'a str> {
    let pairs = form.split('&').filter_map(|pair| pair.split_once('='));
    let mut values = pairs.filter_map(|(key, value)| (key == name).then_some(value));
    values.next()
}

fn form_target(form: &str) -> String {
    let names = ["GroupId", "GroupId.1", "ResourceId.1", "RoleArn"];
    let target = names.iter().find_map(|name| form_value(form, name));
    target.unwrap_or_default().to_owned()
}

/// The sub-resources of a bucket, as the query names them and as the operation does.
const OF_A_BUCKET: [(&str, &str); 15] = [
    ("acl", "BucketAcl"),
    ("cors", "BucketCors"),
    ("encryption", "BucketEncryption"),
    ("lifecycle", "BucketLifecycleConfiguration"),
    ("location", "BucketLocation"),
    ("logging", "BucketLogging"),
    ("notification", "BucketNotificationConfiguration"),
    ("ownershipControls", "BucketOwnershipControls"),
    ("policy", "BucketPolicy"),
    ("policyStatus", "BucketPolicyStatus"),
    ("publicAccessBlock", "PublicAccessBlock"),
    ("replication", "BucketReplication"),
    ("tagging", "BucketTagging"),
    ("versioning", "BucketVersioning"),
    ("website", "BucketWebsite"),
];

fn s3_operation(parts: &Parts) -> String {
    let query = parts.uri.query().unwrap_or_default();
    let keys = || {
        query
            .split('&')
            .map(|pair| pair.split('=').next().unwrap_or_default())
    };
    let path = parts.uri.path().trim_matches('/');
    let verb = match parts.method {
        Method::PUT => "Put",
        Method::DELETE => "Delete",
        Method::HEAD => "Head",
        Method::POST => "Post",
        _ => "Get",
    };
    let part = OF_A_BUCKET
        .iter()
        .find(|(key, _)| keys().any(|named| named == *key));
    match (part, path.contains('/')) {
        (Some((_, of)), false) => format!("{verb}{of}"),
        _ if path.is_empty() => "ListBuckets".to_owned(),
        (_, true) => format!("{verb}Object"),
        _ if keys().any(|key| key == "list-type") => "ListObjectsV2".to_owned(),
        _ => match verb {
            "Put" => "CreateBucket".to_owned(),
            "Get" => "ListObjects".to_owned(),
            verb => format!("{verb}Bucket"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identify(service: &str, method: &str, uri: &str, body: &'static str) -> Request {
        let scope = format!("AWS4-HMAC-SHA256 Credential=A/20260101/r/{service}/aws4_request, x");
        let builder = hyper::Request::builder().method(method).uri(uri);
        let request = builder.header("authorization", scope).body(()).unwrap();
        Request::identify(
            1,
            &request.into_parts().0,
            &Bytes::from_static(body.as_bytes()),
        )
    }

    #[test]
    fn operations_targets_and_writes_are_told_apart() {
        for (service, method, uri, body, action, target, write) in [
            ("s3", "GET", "/", "", "s3:ListBuckets", "", false),
            (
                "s3",
                "GET",
                "/b?policy",
                "",
                "s3:GetBucketPolicy",
                "b",
                false,
            ),
            (
                "s3",
                "PUT",
                "/b/?publicAccessBlock",
                "x",
                "s3:PutPublicAccessBlock",
                "b",
                true,
            ),
            (
                "s3",
                "DELETE",
                "/b?policy",
                "",
                "s3:DeleteBucketPolicy",
                "b",
                true,
            ),
            (
                "s3",
                "GET",
                "/b?list-type=2&prefix=p",
                "",
                "s3:ListObjectsV2",
                "b",
                false,
            ),
            (
                "s3",
                "PUT",
                "/b/k/l.json?x-id=PutObject",
                "x",
                "s3:PutObject",
                "b/k/l.json",
                true,
            ),
            ("s3", "PUT", "/b", "", "s3:CreateBucket", "b", true),
            (
                "ec2",
                "POST",
                "/",
                "Action=CreateTags&ResourceId.1=sg-1",
                "ec2:CreateTags",
                "sg-1",
                true,
            ),
            (
                "ec2",
                "POST",
                "/",
                "Action=DescribeSecurityGroups",
                "ec2:DescribeSecurityGroups",
                "",
                false,
            ),
            (
                "sts",
                "POST",
                "/",
                "Action=GetCallerIdentity",
                "sts:GetCallerIdentity",
                "",
                false,
            ),
        ] {
            let request = identify(service, method, uri, body);
            assert_eq!(
                (request.action.as_str(), request.target.as_str()),
                (action, target)
            );
            assert_eq!(request.write, write, "{action}");
        }
    }

    #[test]
    fn only_what_asks_for_the_same_is_the_same_call() {
        let call = |uri, body| identify("s3", "PUT", uri, body).call;
        assert_eq!(call("/b?policy", "x"), call("/b?policy", "x"));
        assert_ne!(call("/b?policy", "x"), call("/b?policy", "y"));
        assert_ne!(call("/b?policy", "x"), call("/c?policy", "x"));
    }
}

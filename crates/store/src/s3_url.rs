//! Addresses of stores in S3: `s3://BUCKET/PREFIX?region=REGION`.

use crate::{StoreError, key};

/// The address of a store in S3.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct S3Url {
    text: String,
    bucket: String,
    /// Empty, or ending in a slash.
    prefix: String,
    region: Option<String>,
}

impl S3Url {
    /// Reads `s3://BUCKET`, `s3://BUCKET/PREFIX` or either with `?region=REGION`.
    ///
    /// # Errors
    /// [`StoreError::BadS3Url`].
    pub fn parse(url: &str) -> Result<Self, StoreError> {
        let bad = |reason: &'static str| StoreError::BadS3Url {
            url: url.to_owned(),
            reason,
        };
        let rest = url
            .strip_prefix("s3://")
            .ok_or_else(|| bad("it does not begin with `s3://`"))?;
        let (path, query) = rest
            .split_once('?')
            .map_or((rest, None), |(p, q)| (p, Some(q)));
        let (bucket, prefix) = path.split_once('/').unwrap_or((path, ""));
        let prefix = prefix.trim_end_matches('/');
        if bucket.is_empty() {
            return Err(bad("no bucket is given"));
        }
        if !prefix.is_empty() && key::check(prefix).is_err() {
            return Err(bad(
                "the prefix has an empty segment, or one that cannot name a folder",
            ));
        }
        let region = match query.map(|query| query.split_once('=')) {
            None => None,
            Some(Some(("region", region))) if !region.is_empty() => Some(region.to_owned()),
            Some(_) => return Err(bad("only `?region=REGION` may follow the prefix")),
        };
        Ok(Self {
            text: url.to_owned(),
            bucket: bucket.to_owned(),
            prefix: if prefix.is_empty() {
                String::new()
            } else {
                format!("{prefix}/")
            },
            region,
        })
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    pub(crate) fn bucket(&self) -> &str {
        &self.bucket
    }

    pub(crate) fn region(&self) -> Option<&str> {
        self.region.as_deref()
    }

    /// The key in the bucket of the store's `key`.
    pub(crate) fn key(&self, key: &str) -> String {
        format!("{}{key}", self.prefix)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_bucket_and_may_have_a_prefix_and_a_region() {
        for (text, bucket, key, region) in [
            ("s3://b", "b", "k", None),
            ("s3://b/", "b", "k", None),
            ("s3://b/prod", "b", "prod/k", None),
            ("s3://b/a/b/", "b", "a/b/k", None),
            ("s3://b/p?region=eu-west-1", "b", "p/k", Some("eu-west-1")),
            ("s3://b?region=eu-west-1", "b", "k", Some("eu-west-1")),
        ] {
            let url = S3Url::parse(text).unwrap();
            assert_eq!(
                (url.bucket(), url.key("k").as_str(), url.region()),
                (bucket, key, region)
            );
        }
    }

    #[test]
    fn other_addresses_are_refused() {
        for text in [
            "s3://",
            "s3:///p",
            "s3://b//p",
            "s3://b/../p",
            "s3://b?x=1",
            "s3://b?region=",
        ] {
            assert!(S3Url::parse(text).is_err(), "{text}");
        }
    }
}

//! Objects in an S3 bucket, changed by S3's conditional writes.
//!
//! `PutObject` with `If-None-Match: *` or `If-Match` is S3's compare-and-swap; see "How to prevent
//! object overwrites with conditional writes" in the S3 user guide. An object is durable in several
//! facilities when `PutObject` answers, and every later read sees it.
//!
//! A write is never repeated blindly: where its answer was lost it is not known whether it happened,
//! and a second try would find its own object and blame somebody else. Only what S3 certainly did
//! not do (it was too busy, or two conditional writes met) is tried again.

use std::time::Duration;

use async_trait::async_trait;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region};
use aws_sdk_s3::Client;
use aws_sdk_s3::config::retry::RetryConfig;
use aws_sdk_s3::error::ProvideErrorMetadata;
use aws_sdk_s3::operation::put_object::builders::PutObjectFluentBuilder;
use aws_sdk_s3::primitives::ByteStream;
use tokio::sync::OnceCell;

use crate::backoff::Backoff;
use crate::s3_fault::fault;
use crate::s3_url::S3Url;
use crate::{Advice, Backend, BackendError, Object, Version, key, s3_advice};

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(5);
/// How long an answer may take. The SDK would wait for ever, and an agent with it.
const ANSWER: Duration = Duration::from_secs(30);

/// How to reach S3. What is not set comes from the usual AWS chain: environment, profile, SSO, web
/// identity, instance role.
#[derive(Clone, Debug, Default)]
pub struct S3Options {
    /// Region of the bucket, unless its address has one.
    pub region: Option<String>,
    /// Profile in the shared configuration files.
    pub profile: Option<String>,
    /// Endpoint, for an emulator or another maker's S3. Buckets are then addressed by path.
    pub endpoint_url: Option<String>,
    /// Address buckets by path although no `endpoint_url` is given.
    pub path_style: bool,
}

/// A bucket, or the part of it under a prefix.
#[derive(Debug)]
pub struct S3Bucket {
    url: S3Url,
    options: S3Options,
    clients: OnceCell<Clients>,
}

#[derive(Debug)]
struct Clients {
    /// Repeats what may be repeated.
    reads: Client,
    /// Repeats nothing.
    writes: Client,
}

impl Clients {
    fn of(config: aws_sdk_s3::config::Builder) -> Self {
        let once = config.clone().retry_config(RetryConfig::disabled());
        Self {
            reads: Client::from_conf(config.build()),
            writes: Client::from_conf(once.build()),
        }
    }
}

impl S3Bucket {
    /// The bucket at `url`. Nothing is asked of S3 yet.
    #[must_use]
    pub fn new(url: S3Url, options: S3Options) -> Self {
        Self {
            url,
            options,
            clients: OnceCell::new(),
        }
    }

    /// The bucket at `url`, reached as `config` says.
    #[must_use]
    pub fn with_config(url: S3Url, config: aws_sdk_s3::config::Builder) -> Self {
        Self {
            clients: OnceCell::new_with(Some(Clients::of(config))),
            ..Self::new(url, S3Options::default())
        }
    }

    async fn clients(&self) -> &Clients {
        self.clients.get_or_init(|| self.connect()).await
    }

    async fn connect(&self) -> Clients {
        let mut loader = aws_config::defaults(BehaviorVersion::latest()).timeout_config(
            TimeoutConfig::builder()
                .connect_timeout(CONNECT)
                .operation_attempt_timeout(ANSWER)
                .build(),
        );
        if let Some(region) = self.url.region().or(self.options.region.as_deref()) {
            loader = loader.region(Region::new(region.to_owned()));
        }
        if let Some(profile) = &self.options.profile {
            loader = loader.profile_name(profile);
        }
        if let Some(endpoint) = &self.options.endpoint_url {
            loader = loader.endpoint_url(endpoint);
        }
        let config = loader.load().await;
        let path_style = self.options.path_style || config.endpoint_url().is_some();
        Clients::of(aws_sdk_s3::config::Builder::from(&config).force_path_style(path_style))
    }

    fn place_of(&self, key: &str) -> String {
        format!("s3://{}/{}", self.url.bucket(), self.url.key(key))
    }

    /// Puts `bytes` under a condition; `None` where the condition does not hold.
    async fn put(
        &self,
        key: &str,
        bytes: &[u8],
        condition: impl Fn(PutObjectFluentBuilder) -> PutObjectFluentBuilder,
    ) -> Result<Option<Version>, BackendError> {
        let client = &self.clients().await.writes;
        let mut backoff = Backoff::new(key);
        loop {
            let request = client
                .put_object()
                .bucket(self.url.bucket())
                .key(self.url.key(key))
                .body(ByteStream::from(bytes.to_vec()));
            let error = match condition(request).send().await {
                Ok(output) => return Ok(Some(Version::new(output.e_tag().unwrap_or_default()))),
                Err(error) => error,
            };
            match error.as_service_error().and_then(|e| e.code()) {
                Some("PreconditionFailed" | "NoSuchKey") => return Ok(None),
                Some(code) if NOT_DONE.contains(&code) && backoff.wait().await.is_ok() => {}
                _ => return Err(fault("writing", self.place_of(key), error)),
            }
        }
    }
}

/// S3 says with these that it did nothing; see "List of error codes" in the S3 API reference.
const NOT_DONE: [&str; 4] = [
    "ConditionalRequestConflict",
    "ServiceUnavailable",
    "SlowDown",
    "ThrottlingException",
];

#[async_trait]
impl Backend for S3Bucket {
    fn url(&self) -> &str {
        self.url.as_str()
    }

    fn place(&self) -> Option<String> {
        let endpoint = self.options.endpoint_url.as_deref().unwrap_or_default();
        Some(format!("{endpoint} {}", self.place_of("")))
    }

    async fn get(&self, key: &str) -> Result<Option<Object>, BackendError> {
        key::check(key)?;
        let request = self.clients().await.reads.get_object();
        let answer = request
            .bucket(self.url.bucket())
            .key(self.url.key(key))
            .send()
            .await;
        let output = match answer {
            Ok(output) => output,
            Err(error) => {
                return match error.as_service_error().and_then(|e| e.code()) {
                    Some("NoSuchKey") => Ok(None),
                    _ => Err(fault("reading", self.place_of(key), error)),
                };
            }
        };
        let version = Version::new(output.e_tag().unwrap_or_default());
        let bytes = output
            .body
            .collect()
            .await
            .map_err(|error| BackendError::Io {
                doing: "reading",
                place: self.place_of(key),
                source: std::io::Error::other(error),
            })?;
        let bytes = bytes.into_bytes().to_vec();
        Ok(Some(Object { bytes, version }))
    }

    async fn create(&self, key: &str, bytes: Vec<u8>) -> Result<Version, BackendError> {
        key::check(key)?;
        let put = self.put(key, &bytes, |request| request.if_none_match("*"));
        put.await?.ok_or_else(|| BackendError::AlreadyExists {
            key: key.to_owned(),
        })
    }

    async fn replace(
        &self,
        key: &str,
        bytes: Vec<u8>,
        expected: &Version,
    ) -> Result<Version, BackendError> {
        key::check(key)?;
        let put = self.put(key, &bytes, |request| request.if_match(expected.as_str()));
        put.await?.ok_or_else(|| BackendError::Changed {
            key: key.to_owned(),
        })
    }

    async fn list(&self, prefix: &str) -> Result<Vec<String>, BackendError> {
        key::check_prefix(prefix)?;
        let request = self.clients().await.reads.list_objects_v2();
        let mut pages = request
            .bucket(self.url.bucket())
            .prefix(self.url.key(prefix))
            .into_paginator()
            .send();
        let root = self.url.key("");
        let mut keys = Vec::new();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| fault("listing", self.place_of(prefix), error))?;
            let found = page.contents().iter().filter_map(|object| object.key());
            keys.extend(
                found
                    .filter_map(|key| key.strip_prefix(&root))
                    .map(str::to_owned),
            );
        }
        keys.sort_unstable();
        Ok(keys)
    }

    async fn advice(&self) -> Result<Vec<Advice>, BackendError> {
        s3_advice::on_versioning(&self.clients().await.reads, self.url.bucket()).await
    }

    async fn folders(&self, prefix: &str) -> Result<Vec<String>, BackendError> {
        key::check_prefix(prefix)?;
        let request = self.clients().await.reads.list_objects_v2();
        let root = self.url.key(prefix);
        let mut pages = request
            .bucket(self.url.bucket())
            .prefix(&root)
            .delimiter("/")
            .into_paginator()
            .send();
        let mut folders = Vec::new();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| fault("listing", self.place_of(prefix), error))?;
            let found = page.common_prefixes().iter();
            let name =
                |found: &str| Some(found.strip_prefix(&root)?.trim_end_matches('/').to_owned());
            folders.extend(found.filter_map(|found| name(found.prefix()?)));
        }
        folders.sort_unstable();
        Ok(folders)
    }
}

//! Credentials, regions and clients.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_sts::config::{Credentials, SharedCredentialsProvider};
use aws_sdk_sts::operation::assume_role::AssumeRoleOutput;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use driftlock_core::{HashKey, Key};

use crate::arn::Place;
use crate::emulator::{self, EmulatorClient};
use crate::error::ASSUME_ROLE;
use crate::{CallError, ConnectError};

mod narrowed;

/// Name of the sessions of assumed roles, as CloudTrail shows it, where none is given.
const SESSION_NAME: &str = "driftlock";

/// Most attempts at one request.
const ATTEMPTS: u32 = 5;

/// How to reach AWS. Whatever is not set comes from the usual chain: environment, profile, SSO, web
/// identity, instance role.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Region used where a scope names none.
    pub region: Option<String>,
    /// Profile in the shared configuration files.
    pub profile: Option<String>,
    /// Endpoint of every service, for an emulator. S3 is then addressed by path.
    pub endpoint_url: Option<String>,
    /// Address S3 buckets by path although no `endpoint_url` is given, because the environment
    /// names an endpoint for S3.
    pub s3_path_style: bool,
    /// Role to assume with the credentials found.
    pub assume_role: Option<RoleToAssume>,
    /// Role to assume in accounts other than that of the credentials; see [`Accounts`](crate::Accounts).
    pub account_role: Option<RoleToAssume>,
    /// Role to assume for the seconds of a restore; see [`Connection::narrowed`].
    pub restore_role: Option<RoleToAssume>,
}

/// A role that is assumed through STS.
#[derive(Clone, Debug, Default)]
pub struct RoleToAssume {
    /// Its ARN; where roles of several accounts go by one name, `{account}` stands for the account's id.
    pub role_arn: String,
    /// External id that its trust policy asks for.
    pub external_id: Option<String>,
    /// Session name; `driftlock` where none is given.
    pub session_name: Option<String>,
}

impl RoleToAssume {
    /// The role in one account.
    #[must_use]
    pub fn in_account(&self, account: &str) -> Self {
        Self {
            role_arn: self.role_arn.replace("{account}", account),
            ..self.clone()
        }
    }

    fn session(&self) -> &str {
        self.session_name.as_deref().unwrap_or(SESSION_NAME)
    }
}

/// Credentials that the caller holds already.
#[derive(Clone)]
pub struct StaticCredentials {
    /// Such as `AKIA...`, or `ASIA...` for a session.
    pub access_key_id: String,
    /// The secret that belongs to it.
    pub secret_access_key: String,
    /// Set for the credentials of a session.
    pub session_token: Option<String>,
}

impl std::fmt::Debug for StaticCredentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StaticCredentials")
            .field("access_key_id", &self.access_key_id)
            .finish_non_exhaustive()
    }
}

/// Who is calling, as STS says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Twelve-digit account id.
    pub account: String,
    /// ARN of the user or assumed role.
    pub arn: String,
}

/// Access to one AWS account, in any region.
#[derive(Debug)]
pub struct Connection {
    config: SdkConfig,
    region: String,
    path_style: bool,
    identity: Identity,
    restore_role: Option<RoleToAssume>,
    restore_session: Option<String>,
    hash_key: OnceLock<HashKey>,
    clients: Mutex<HashMap<(String, Pace), Clients>>,
}

/// How requests behave once AWS asks to slow down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Pace {
    /// Failed requests are sent again, later and later.
    Standard,
    /// First attempts are held back too, until AWS takes more.
    Adaptive,
}

/// The SDK clients of one region; cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Clients {
    /// A real region, also for what is global.
    pub(crate) region: String,
    pub(crate) account: String,
    pub(crate) ec2: aws_sdk_ec2::Client,
    pub(crate) s3: aws_sdk_s3::Client,
    config: Arc<SdkConfig>,
    others: Arc<Others>,
}

impl Clients {
    /// Where the resources are that these clients reach.
    pub(crate) fn place(&self) -> Place<'_> {
        Place {
            region: &self.region,
            account: &self.account,
        }
    }

    pub(crate) fn s3control(&self) -> &aws_sdk_s3control::Client {
        let client = || emulator::s3control(&self.config);
        self.others.s3control.get_or_init(client)
    }
}

/// Clients that are made when they are first asked for.
macro_rules! clients_on_demand {
    ($($service:ident: $sdk:ident),* $(,)?) => {
        #[derive(Debug, Default)]
        struct Others {
            s3control: OnceLock<aws_sdk_s3control::Client>,
            $($service: OnceLock<$sdk::Client>,)*
        }

        impl Clients {
            $(
                pub(crate) fn $service(&self) -> &$sdk::Client {
                    self.others.$service.get_or_init(|| $sdk::Client::new(&self.config))
                }
            )*
        }
    };
}

clients_on_demand! {
    apigateway: aws_sdk_apigateway,
    cloudtrail: aws_sdk_cloudtrail,
    dynamodb: aws_sdk_dynamodb,
    ecr: aws_sdk_ecr,
    elb: aws_sdk_elasticloadbalancingv2,
    iam: aws_sdk_iam,
    kms: aws_sdk_kms,
    lambda: aws_sdk_lambda,
    logs: aws_sdk_cloudwatchlogs,
    rds: aws_sdk_rds,
    secretsmanager: aws_sdk_secretsmanager,
    sns: aws_sdk_sns,
    sqs: aws_sdk_sqs,
    ssm: aws_sdk_ssm,
}

impl Connection {
    /// Finds credentials and region, and asks STS who they belong to (one call).
    ///
    /// # Errors
    /// No region is set, or STS does not accept the credentials.
    pub async fn open(options: Options) -> Result<Self, ConnectError> {
        let config = load(&options, None).await;
        Self::of(config, &options).await
    }

    /// Like [`open`](Self::open), but with these credentials; the usual chain is not asked for any.
    ///
    /// # Errors
    /// No region is set, or STS does not accept the credentials.
    pub async fn open_as(
        credentials: StaticCredentials,
        options: Options,
    ) -> Result<Self, ConnectError> {
        let config = load(&options, Some(credentials)).await;
        Self::of(config, &options).await
    }

    async fn of(config: SdkConfig, options: &Options) -> Result<Self, ConnectError> {
        let region = config
            .region()
            .map(ToString::to_string)
            .ok_or(ConnectError::NoRegion)?;
        let identity = who_is_calling(&config)
            .await
            .map_err(ConnectError::Identity)?;
        tracing::debug!(account = %identity.account, arn = %identity.arn, %region, "connected");
        let path_style = options.s3_path_style || config.endpoint_url().is_some();
        let restore_role = options.restore_role.as_ref();
        let restore_role = restore_role.map(|role| role.in_account(&identity.account));
        Ok(Self {
            config,
            region,
            path_style,
            identity,
            restore_session: restore_role.as_ref().and_then(session_of),
            restore_role,
            hash_key: OnceLock::new(),
            clients: Mutex::default(),
        })
    }

    /// A connection to another account, as its role: one call now, which is where a refusal shows.
    ///
    /// # Errors
    /// The role may not be assumed, or is none of that account.
    pub(crate) async fn to_account(
        &self,
        account: &str,
        role: &RoleToAssume,
        restore_role: Option<RoleToAssume>,
    ) -> Result<Self, CallError> {
        let answer = self.try_to_assume(role).await?;
        let user = answer.assumed_role_user();
        let arn = user.map_or(role.role_arn.as_str(), |user| user.arn());
        if arn.split(':').nth(4) != Some(account) {
            let what = format!("{} is no role of account {account}", role.role_arn);
            return Err(CallError::unusable(ASSUME_ROLE, &what));
        }
        let provider = SharedCredentialsProvider::new(assume(role, &self.config).await);
        let config = self.config.to_builder().credentials_provider(provider);
        tracing::debug!(%account, %arn, "connected");
        Ok(Self {
            config: config.build(),
            region: self.region.clone(),
            path_style: self.path_style,
            identity: Identity {
                account: account.to_owned(),
                arn: arn.to_owned(),
            },
            restore_session: restore_role.as_ref().and_then(session_of),
            restore_role,
            hash_key: OnceLock::new(),
            clients: Mutex::default(),
        })
    }

    async fn try_to_assume(&self, role: &RoleToAssume) -> Result<AssumeRoleOutput, CallError> {
        let call = aws_sdk_sts::Client::new(&self.config).assume_role();
        call.role_arn(&role.role_arn)
            .role_session_name(role.session())
            .set_external_id(role.external_id.clone())
            .send()
            .await
            .map_err(|error| CallError::new(ASSUME_ROLE, error))
    }

    /// The region used where a scope names none.
    #[must_use]
    pub fn region(&self) -> &str {
        &self.region
    }

    /// ARN of the sessions of the restore role.
    pub(crate) fn restore_session(&self) -> Option<&str> {
        self.restore_session.as_deref()
    }

    /// Who is calling.
    #[must_use]
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// Secret values are kept as hashes under this key from now on. Without it no drift is seen in
    /// them. Only the first key given counts.
    pub fn conceal_with(&self, key: HashKey) {
        let _was_given_before = self.hash_key.set(key);
    }

    pub(crate) fn hash_key(&self) -> Option<&HashKey> {
        self.hash_key.get()
    }

    /// The clients of a region; for what is global, those of the connection's own.
    pub(crate) fn clients(&self, region: &str) -> Clients {
        self.clients_at(region, Pace::Standard)
    }

    /// The same for many requests in a row: a sweep goes as fast as each service lets it. A restore
    /// never waits for what a sweep has done.
    pub(crate) fn patient_clients(&self, region: &str) -> Clients {
        self.clients_at(region, Pace::Adaptive)
    }

    fn clients_at(&self, region: &str, pace: Pace) -> Clients {
        let region = match region {
            Key::GLOBAL => self.region.as_str(),
            region => region,
        };
        let mut all = match self.clients.lock() {
            Ok(all) => all,
            Err(poisoned) => poisoned.into_inner(),
        };
        all.entry((region.to_owned(), pace))
            .or_insert_with(|| self.make_clients(region, pace))
            .clone()
    }

    fn make_clients(&self, region: &str, pace: Pace) -> Clients {
        let retries = match pace {
            Pace::Standard => RetryConfig::standard(),
            Pace::Adaptive => RetryConfig::adaptive(),
        };
        let config = self
            .config
            .to_builder()
            .region(Region::new(region.to_owned()))
            .retry_config(retries.with_max_attempts(ATTEMPTS))
            .build();
        let mut s3 = aws_sdk_s3::config::Builder::from(&config).force_path_style(self.path_style);
        if self.path_style {
            s3 = s3.http_client(EmulatorClient::new());
        }
        Clients {
            region: region.to_owned(),
            account: self.identity.account.clone(),
            ec2: aws_sdk_ec2::Client::new(&config),
            s3: aws_sdk_s3::Client::from_conf(s3.build()),
            config: Arc::new(config),
            others: Arc::default(),
        }
    }
}

async fn load(options: &Options, credentials: Option<StaticCredentials>) -> SdkConfig {
    let mut loader = aws_config::defaults(BehaviorVersion::latest())
        .retry_config(RetryConfig::standard().with_max_attempts(ATTEMPTS))
        .timeout_config(
            TimeoutConfig::builder()
                .connect_timeout(Duration::from_secs(5))
                .operation_attempt_timeout(Duration::from_secs(30))
                .build(),
        );
    if let Some(region) = &options.region {
        loader = loader.region(Region::new(region.clone()));
    }
    if let Some(profile) = &options.profile {
        loader = loader.profile_name(profile);
    }
    if let Some(url) = &options.endpoint_url {
        loader = loader.endpoint_url(url);
    }
    if let Some(given) = credentials {
        loader = loader.credentials_provider(Credentials::new(
            given.access_key_id,
            given.secret_access_key,
            given.session_token,
            None,
            "StaticCredentials",
        ));
    }
    let base = loader.load().await;
    match &options.assume_role {
        None => base,
        Some(role) => {
            let provider = assume(role, &base).await;
            base.to_builder()
                .credentials_provider(SharedCredentialsProvider::new(provider))
                .build()
        }
    }
}

/// `arn:aws:iam::ACCOUNT:role/path/NAME` is `arn:aws:sts::ACCOUNT:assumed-role/NAME/SESSION` in its
/// sessions ("IAM identifiers" in the IAM user guide): without the path.
fn session_of(role: &RoleToAssume) -> Option<String> {
    let (account, path) = role.role_arn.split_once(":role/")?;
    let name = path.rsplit('/').next()?;
    let account = account.replacen(":iam:", ":sts:", 1);
    Some(format!("{account}:assumed-role/{name}/{}", role.session()))
}

async fn assume(role: &RoleToAssume, base: &SdkConfig) -> aws_config::sts::AssumeRoleProvider {
    let mut builder = aws_config::sts::AssumeRoleProvider::builder(&role.role_arn)
        .session_name(role.session())
        .configure(base);
    if let Some(id) = &role.external_id {
        builder = builder.external_id(id);
    }
    builder.build().await
}

async fn who_is_calling(config: &SdkConfig) -> Result<Identity, CallError> {
    let answer = aws_sdk_sts::Client::new(config)
        .get_caller_identity()
        .send()
        .await
        .map_err(|error| CallError::new("sts:GetCallerIdentity", error))?;
    Ok(Identity {
        account: answer.account().unwrap_or_default().to_owned(),
        arn: answer.arn().unwrap_or_default().to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sessions_of_a_role_are_named_without_its_path() {
        let of = |arn: &str, session: Option<&str>| {
            session_of(&RoleToAssume {
                role_arn: arn.to_owned(),
                external_id: None,
                session_name: session.map(str::to_owned),
            })
        };
        assert_eq!(
            of("arn:aws:iam::123456789012:role/ops/eu/restore", None).as_deref(),
            Some("arn:aws:sts::123456789012:assumed-role/restore/driftlock")
        );
        assert_eq!(
            of("arn:aws-cn:iam::123456789012:role/restore", Some("night")).as_deref(),
            Some("arn:aws-cn:sts::123456789012:assumed-role/restore/night")
        );
        assert_eq!(of("restore", None), None);
    }
}

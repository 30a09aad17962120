//! Rights for the seconds of a restore, and for nothing but its calls.

use aws_sdk_sts::config::{Credentials, SharedCredentialsProvider};
use aws_sdk_sts::operation::assume_role::AssumeRoleOutput;
use driftlock_core::{Call, Key};

use super::{Connection, Identity, RoleToAssume};
use crate::CallError;
use crate::arn::Place;
use crate::error::ASSUME_ROLE;
use crate::policy::session_policy;

/// Shortest life of a session that STS gives, in seconds (`AssumeRole`, STS API reference).
const SECONDS: i32 = 900;

impl Connection {
    /// A connection that may do what `planned` needs and nothing else, for fifteen minutes: the
    /// restore role, assumed with a session policy that names exactly these actions and ARNs (one
    /// call). `None` where no restore role is configured. Nothing of the credentials is stored.
    ///
    /// # Errors
    /// The role may not be assumed, or the policy would be longer than AWS takes.
    pub async fn narrowed(&self, planned: &[(Key, Call)]) -> Result<Option<Self>, CallError> {
        let Some(role) = &self.restore_role else {
            return Ok(None);
        };
        let policy = session_policy(
            planned,
            &Place {
                region: &self.region,
                account: &self.identity.account,
            },
        )?;
        tracing::info!(role = %role.role_arn, %policy, "assuming the restore role");
        let answer = aws_sdk_sts::Client::new(&self.config)
            .assume_role()
            .role_arn(&role.role_arn)
            .role_session_name(role.session())
            .set_external_id(role.external_id.clone())
            .duration_seconds(SECONDS)
            .policy(policy)
            .send()
            .await
            .map_err(|error| CallError::new(ASSUME_ROLE, error))?;
        self.with(role, &answer).map(Some)
    }

    /// The same account and regions, with the credentials of `answer`.
    fn with(&self, role: &RoleToAssume, answer: &AssumeRoleOutput) -> Result<Self, CallError> {
        let Some(session) = answer.credentials() else {
            let what = "the answer has no credentials";
            return Err(CallError::unusable(ASSUME_ROLE, &what));
        };
        let credentials = Credentials::new(
            session.access_key_id(),
            session.secret_access_key(),
            Some(session.session_token().to_owned()),
            std::time::SystemTime::try_from(*session.expiration()).ok(),
            "RestoreRole",
        );
        let arn = answer
            .assumed_role_user()
            .map_or(role.role_arn.as_str(), |user| user.arn());
        let provider = SharedCredentialsProvider::new(credentials);
        Ok(Self {
            config: self
                .config
                .to_builder()
                .credentials_provider(provider)
                .build(),
            region: self.region.clone(),
            path_style: self.path_style,
            identity: Identity {
                account: self.identity.account.clone(),
                arn: arn.to_owned(),
            },
            restore_role: None,
            restore_session: None,
            hash_key: self.hash_key.clone(),
            clients: std::sync::Mutex::default(),
        })
    }
}

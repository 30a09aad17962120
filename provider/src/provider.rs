//! The `provider` block, and what is behind it.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use driftlock_core::Actor;
use driftlock_engine::{DEFAULT_STORE, Ledger, Now, Options, RoleToAssume, Webhooks};
use driftlock_tfplugin::{
    Attribute, Block, Context, DataSource, Diagnostic, Diagnostics, EphemeralResource, NestedBlock,
    Provider, Resource, Schema, Type, Value, async_trait,
};

use crate::data::compliance::ComplianceData;
use crate::data::deployment::DeploymentData;
use crate::data::drift::DriftData;
use crate::data::history::HistoryData;
use crate::data::iam_policy::IamPolicyData;
use crate::data::resources::ResourcesData;
use crate::ephemeral;
use crate::resource::baseline::Baseline;
use crate::resource::enforcement::Enforcement;
use crate::resource::pause::Pause;
use crate::resource::waiver::Waiver;
use crate::session::{Session, failed};

/// Names the role in other accounts where the configuration does not.
const ACCOUNT_ROLE_ARN: &str = "DRIFTLOCK_ACCOUNT_ROLE_ARN";

/// Names the role for restores where the configuration does not.
const RESTORE_ROLE_ARN: &str = "DRIFTLOCK_RESTORE_ROLE_ARN";

/// What the resources share: empty until Terraform configures the provider.
pub(crate) type Shared = Arc<OnceLock<Session>>;

/// The provider.
pub(crate) struct Driftlock {
    vars: HashMap<String, String>,
    now: Now,
    shared: Shared,
}

impl Driftlock {
    pub(crate) fn new(vars: HashMap<String, String>, now: Now) -> Driftlock {
        Driftlock {
            vars,
            now,
            shared: Shared::default(),
        }
    }

    fn actor(&self) -> Actor {
        Actor {
            arn: None,
            user: self
                .vars
                .get("USER")
                .or_else(|| self.vars.get("USERNAME"))
                .cloned(),
            job: Actor::ci_job(|name| self.vars.get(name).cloned()),
            program: format!("terraform-provider-driftlock {}", env!("CARGO_PKG_VERSION")),
        }
    }

    fn options(&self, config: &Value) -> Options {
        let text = |value: &Value, name| value.string(name).map(str::to_owned);
        Options {
            region: text(config, "region"),
            profile: text(config, "profile"),
            endpoint_url: text(config, "endpoint_url"),
            s3_path_style: self.vars.contains_key("AWS_ENDPOINT_URL_S3"),
            assume_role: config.block("assume_role").map(role_to_assume),
            account_role: self.role(config, "account_role", ACCOUNT_ROLE_ARN),
            restore_role: self.role(config, "restore_role", RESTORE_ROLE_ARN),
        }
    }

    /// The role of a block, else the one whose ARN is in a variable.
    fn role(&self, config: &Value, block: &str, variable: &str) -> Option<RoleToAssume> {
        let named = self.vars.get(variable);
        let named = named.filter(|arn| !arn.is_empty()).map(|arn| RoleToAssume {
            role_arn: arn.clone(),
            external_id: None,
            session_name: None,
        });
        config.block(block).map(role_to_assume).or(named)
    }

    fn default_region(&self, config: &Value) -> Option<String> {
        let named = config.string("region");
        let usual = ["AWS_REGION", "AWS_DEFAULT_REGION"]
            .iter()
            .find_map(|var| self.vars.get(*var));
        named.map(str::to_owned).or_else(|| usual.cloned())
    }
}

#[async_trait]
impl Provider for Driftlock {
    fn schema(&self) -> Schema {
        Schema::new(
            "Keeps cloud infrastructure in the state that was approved.\n\n\
             A `driftlock_baseline` is a complete snapshot of deployed resources that is known to be good. Its \
             `driftlock_enforcement` shows in `terraform plan` what has left it, and proposes to bring that back, \
             or does so. A `driftlock_pause` keeps both out of the way of a deployment. Nothing is changed unless \
             a mode says so.")
            .attribute("store", Attribute::optional(Type::String).describe(
                "Where baselines, settings, pauses and history are kept: a directory as `file://PATH`, \
                 or a bucket as `s3://BUCKET/PREFIX`, reached with the credentials of the usual chain. Else the environment variable `DRIFTLOCK_STORE`, else `file://.driftlock`."))
            .attribute("region", Attribute::optional(Type::String).describe(
                "AWS region where a scope names none. Else from the usual chain: environment, profile."))
            .attribute("profile", Attribute::optional(Type::String).describe(
                "Profile in the shared AWS configuration files. Else from the usual chain: environment, \
                 SSO, web identity, instance role."))
            .attribute("endpoint_url", Attribute::optional(Type::String).describe(
                "Endpoint of every AWS service, for an emulator. Else `AWS_ENDPOINT_URL` and its kin."))
            .block("assume_role", NestedBlock::single(role(
                "Role that is assumed through STS with the credentials found.")))
            .block("account_role", NestedBlock::single(role(
                "Role that is assumed in the accounts of scopes other than that of the credentials; \
                 `{account}` in its ARN stands for the account's id. Else the environment variable \
                 `DRIFTLOCK_ACCOUNT_ROLE_ARN`.")))
            .block("restore_role", NestedBlock::single(role(
                "Role that is assumed for each restore, for as long as it takes and with rights to its \
                 calls alone; reading needs no more than the other credentials. Else the environment \
                 variable `DRIFTLOCK_RESTORE_ROLE_ARN`, else the credentials that read restore too.")))
    }

    /// Sorted by name. A new one is one line here.
    fn resources(&self) -> Vec<(&'static str, Arc<dyn Resource>)> {
        vec![
            (
                "driftlock_baseline",
                Arc::new(Baseline(self.shared.clone())),
            ),
            (
                "driftlock_enforcement",
                Arc::new(Enforcement(self.shared.clone())),
            ),
            ("driftlock_pause", Arc::new(Pause(self.shared.clone()))),
            ("driftlock_waiver", Arc::new(Waiver(self.shared.clone()))),
        ]
    }

    /// Sorted by name. A new one is one line here.
    fn ephemeral_resources(&self) -> Vec<(&'static str, Arc<dyn EphemeralResource>)> {
        vec![(
            "driftlock_pause",
            Arc::new(ephemeral::pause::Pause(self.shared.clone())),
        )]
    }

    /// Sorted by name. A new one is one line here.
    fn data_sources(&self) -> Vec<(&'static str, Arc<dyn DataSource>)> {
        vec![
            (
                "driftlock_compliance",
                Arc::new(ComplianceData(self.shared.clone())),
            ),
            (
                "driftlock_deployment",
                Arc::new(DeploymentData(self.shared.clone())),
            ),
            ("driftlock_drift", Arc::new(DriftData(self.shared.clone()))),
            (
                "driftlock_history",
                Arc::new(HistoryData(self.shared.clone())),
            ),
            (
                "driftlock_iam_policy",
                Arc::new(IamPolicyData(self.shared.clone())),
            ),
            (
                "driftlock_resources",
                Arc::new(ResourcesData(self.shared.clone())),
            ),
        ]
    }

    async fn configure(&self, _: &Context, config: &Value) -> Result<(), Diagnostics> {
        if let Some((name, _)) = config.entries().find(|(_, value)| !value.is_wholly_known()) {
            return Err(Diagnostic::error(format!("`{name}` becomes known during apply only"))
                .detail("The provider is needed before that. Set it from a variable, or apply what it is computed from first, with `-target`.")
                .at(name)
                .into());
        }
        let named = config
            .string("store")
            .or_else(|| self.vars.get("DRIFTLOCK_STORE").map(String::as_str));
        let store = named
            .filter(|store| !store.is_empty())
            .unwrap_or(DEFAULT_STORE);
        let options = self.options(config);
        let ledger = Ledger::open(store, &options, self.actor(), self.now.clone())
            .map_err(|error| failed(&error).at("store"))?;
        let named = config.string("store").map(str::to_owned);
        let webhooks = Webhooks::new(
            concat!("terraform-provider-driftlock/", env!("CARGO_PKG_VERSION")),
            self.vars.get("DRIFTLOCK_WEBHOOK_SECRET").cloned(),
        );
        let region = self.default_region(config);
        let session = Session::new(ledger, options, region, named, webhooks);
        // Terraform configures a process once; a second time would change nothing.
        let _ = self.shared.set(session);
        Ok(())
    }
}

fn role_to_assume(block: &Value) -> RoleToAssume {
    let text = |name| block.string(name).map(str::to_owned);
    RoleToAssume {
        role_arn: text("role_arn").unwrap_or_default(),
        external_id: text("external_id"),
        session_name: text("session_name"),
    }
}

fn role(description: &str) -> Block {
    Block::new(description)
        .attribute(
            "role_arn",
            Attribute::required(Type::String)
                .check(check_role)
                .describe("ARN of the role."),
        )
        .attribute(
            "external_id",
            Attribute::optional(Type::String)
                .describe("External id that the role's trust policy asks for."),
        )
        .attribute(
            "session_name",
            Attribute::optional(Type::String)
                .describe("Name of the session; `driftlock` where none is given."),
        )
}

fn check_role(value: &Value) -> Result<(), Diagnostic> {
    let arn = value.as_str().unwrap_or_default();
    if arn.starts_with("arn:") && arn.contains(":role/") {
        return Ok(());
    }
    Err(
        Diagnostic::error(format!("`{arn}` is not the ARN of a role"))
            .detail("It looks like `arn:aws:iam::123456789012:role/driftlock`."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn provider(vars: &[(&str, &str)]) -> Driftlock {
        let vars = vars
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Driftlock::new(vars.collect(), Arc::new(|| jiff::Timestamp::UNIX_EPOCH))
    }

    #[test]
    fn a_restore_role_comes_from_its_block_else_from_the_environment() {
        let arn = "arn:aws:iam::123456789012:role/restore";
        let block = Value::object([("role_arn", arn.into()), ("external_id", "x".into())]);
        let config = Value::object([("restore_role", block)]);
        let elsewhere = provider(&[(RESTORE_ROLE_ARN, "arn:aws:iam::123456789012:role/other")]);
        let role = elsewhere
            .role(&config, "restore_role", RESTORE_ROLE_ARN)
            .unwrap();
        assert_eq!(
            (role.role_arn.as_str(), role.external_id.as_deref()),
            (arn, Some("x"))
        );
        let role = elsewhere
            .role(&Value::object([]), "restore_role", RESTORE_ROLE_ARN)
            .unwrap();
        assert!(role.role_arn.ends_with("other"));
        for none in [provider(&[]), provider(&[(RESTORE_ROLE_ARN, "")])] {
            assert!(
                none.role(&Value::object([]), "restore_role", RESTORE_ROLE_ARN)
                    .is_none()
            );
        }
    }

    #[test]
    fn a_role_is_named_by_its_arn() {
        assert!(check_role(&"arn:aws-cn:iam::123456789012:role/a/b".into()).is_ok());
        let error = check_role(&"driftlock".into()).unwrap_err();
        assert_eq!(error.summary, "`driftlock` is not the ARN of a role");
    }

    #[test]
    fn registries_are_sorted() {
        let provider = provider(&[]);
        let resources: Vec<_> = provider
            .resources()
            .into_iter()
            .map(|(name, _)| name)
            .collect();
        assert!(resources.is_sorted());
        let data: Vec<_> = provider
            .data_sources()
            .into_iter()
            .map(|(name, _)| name)
            .collect();
        assert!(data.is_sorted());
    }
}

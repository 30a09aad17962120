//! `aws_s3_bucket_server_side_encryption_configuration`: how new objects are encrypted.
//!
//! Owned: `id bucket rule`. AWS has a rule on every bucket (SSE-S3 since January 2023, see
//! "Setting default server-side encryption behavior" in the S3 user guide); an endpoint that answers
//! that there is none is believed. Restored: everything; deleting makes AWS fall back to SSE-S3.

use async_trait::async_trait;
use aws_sdk_s3::types::{
    ServerSideEncryption, ServerSideEncryptionByDefault, ServerSideEncryptionConfiguration,
    ServerSideEncryptionRule,
};
use driftlock_core::{Attributes, Call, Risk, Shape, diff};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{SETTING_OF_BUCKET, SHAPE_OF_BUCKET_SETTING, bucket, setting};
use crate::CallError;
use crate::action::{Action, Actions};
use crate::arn::Place;
use crate::connection::Clients;
use crate::resources::{
    Difference, Kind, ResourceType, RestorePlan, Sent, call, command, configured, drop_differences,
    typed,
};

/// See the module's documentation.
pub(crate) struct S3BucketServerSideEncryptionConfiguration;

const GET: &str = "s3:GetEncryptionConfiguration";
/// IAM knows one action for putting and deleting; see "Actions defined by Amazon S3".
const PUT: &str = "s3:PutEncryptionConfiguration";

#[async_trait]
impl ResourceType for S3BucketServerSideEncryptionConfiguration {
    fn name(&self) -> &'static str {
        "aws_s3_bucket_server_side_encryption_configuration"
    }

    fn kind(&self) -> Kind {
        SETTING_OF_BUCKET
    }

    fn shape(&self) -> Shape {
        Shape {
            risk: Some(risk),
            ..SHAPE_OF_BUCKET_SETTING
        }
    }

    fn differences(&self) -> &'static [Difference] {
        &[Difference {
            attribute: "expected_bucket_owner",
            reason: "a check that Terraform asks AWS to make; not a property of the bucket",
        }]
    }

    fn actions(&self) -> Actions {
        Actions {
            list: &[],
            read: const { &[Action::on_each(GET)] },
            restore: const { &[Action::on_each(PUT)] },
            create: &[],
            delete: &[],
        }
    }

    fn arn(&self, place: &Place<'_>, id: &str) -> String {
        bucket::arn(place, id)
    }

    fn id_in_state(&self, values: &Attributes) -> Option<String> {
        setting::bucket_in_state(values)
    }

    fn normalise(&self, mut attributes: Attributes) -> Attributes {
        drop_differences(self, &mut attributes);
        let rules: Vec<Rule> = Rule::all_from(&attributes);
        attributes.insert(
            "rule".to_owned(),
            rules.iter().map(Rule::to_block).collect(),
        );
        attributes
    }

    async fn read(&self, clients: &Clients, id: &str) -> Result<Option<Attributes>, CallError> {
        let missing = &[
            "ServerSideEncryptionConfigurationNotFoundError",
            "NoSuchBucket",
        ];
        let answer = clients.s3.get_bucket_encryption().bucket(id).send().await;
        let Some(output) = configured(GET, missing, answer)? else {
            return Ok(None);
        };
        let rules: Value = output
            .server_side_encryption_configuration()
            .map(ServerSideEncryptionConfiguration::rules)
            .unwrap_or_default()
            .iter()
            .map(|rule| Rule::from_aws(rule).to_block())
            .collect();
        let attributes = [
            ("id", Value::from(id)),
            ("bucket", Value::from(id)),
            ("rule", rules),
        ];
        Ok(Some(
            attributes
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
        ))
    }

    fn plan_restore(
        &self,
        _id: &str,
        approved: Option<&Attributes>,
        observed: Option<&Attributes>,
    ) -> RestorePlan {
        if diff(approved, observed, &self.shape()).is_empty() {
            return RestorePlan::default();
        }
        let rules = approved.map(Rule::all_from);
        let summary = match &rules {
            Some(rules) => {
                let all: Vec<String> = rules.iter().map(Rule::summary).collect();
                format!("encrypt with {}", all.join(", "))
            }
            None => "delete the encryption configuration".to_owned(),
        };
        let calls = vec![call(PUT, summary, &EncryptionCall { rules })];
        RestorePlan {
            calls,
            unrestorable: Vec::new(),
        }
    }

    fn command(&self, id: &str, call: &Call) -> Result<Vec<String>, CallError> {
        let bucket = ("bucket", id.to_owned());
        let Some(rules) = typed::<EncryptionCall>(PUT, call)?.rules else {
            return Ok(command(["s3api", "delete-bucket-encryption"], [bucket]));
        };
        let rules: Vec<Value> = rules.iter().map(Rule::to_command).collect();
        let rules = json!({ "Rules": rules }).to_string();
        let rules = ("server-side-encryption-configuration", rules);
        Ok(command(["s3api", "put-bucket-encryption"], [bucket, rules]))
    }

    async fn execute(&self, clients: &Clients, id: &str, call: &Call) -> Result<Sent, CallError> {
        match typed::<EncryptionCall>(PUT, call)?.rules {
            Some(rules) => {
                let request = clients.s3.put_bucket_encryption().bucket(id);
                let request = request.server_side_encryption_configuration(to_aws(&rules)?);
                Sent::of(PUT, request.send().await)
            }
            None => {
                let answer = clients
                    .s3
                    .delete_bucket_encryption()
                    .bucket(id)
                    .send()
                    .await;
                Sent::of(PUT, answer)
            }
        }
    }
}

/// Whoever holds the key decides who reads: any other key than the approved one is protection lost,
/// as is a weaker algorithm. A stronger one asks readers for permission to use a key. The bucket key
/// only saves calls to KMS.
fn risk(path: &str, approved: &Value, observed: &Value) -> Risk {
    if path.ends_with(".sse_algorithm") {
        algorithm_risk(approved.as_str(), observed.as_str())
    } else if path.ends_with(".kms_master_key_id") {
        Risk::ProtectionWeakened
    } else if path.ends_with(".bucket_key_enabled") {
        Risk::Cosmetic
    } else if path.ends_with(".apply_server_side_encryption_by_default[0]") {
        let algorithm = |block: &Value| Some(block.get("sse_algorithm")?.as_str()?.to_owned());
        algorithm_risk(
            algorithm(approved).as_deref(),
            algorithm(observed).as_deref(),
        )
    } else {
        let algorithm = |rule: &Value| Rule::from_block(rule).algorithm;
        algorithm_risk(
            algorithm(approved).as_deref(),
            algorithm(observed).as_deref(),
        )
    }
}

fn algorithm_risk(approved: Option<&str>, observed: Option<&str>) -> Risk {
    match (strength(approved), strength(observed)) {
        (Some(approved), Some(observed)) if observed >= approved => {
            // SSE-S3 asks nothing of anybody.
            if observed <= 1 {
                Risk::Cosmetic
            } else {
                Risk::ServiceBroken
            }
        }
        _ => Risk::ProtectionWeakened,
    }
}

/// Order of the algorithms, by the S3 API reference; none for one that is not known.
fn strength(algorithm: Option<&str>) -> Option<u8> {
    match algorithm {
        None => Some(0),
        Some("AES256") => Some(1),
        Some("aws:kms") => Some(2),
        Some("aws:kms:dsse") => Some(3),
        Some(_) => None,
    }
}

/// Puts an encryption configuration, or deletes it.
#[derive(Debug, Serialize, Deserialize)]
struct EncryptionCall {
    // Null deletes; a call without it is no call of this type.
    #[serde(deserialize_with = "Option::deserialize")]
    rules: Option<Vec<Rule>>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Rule {
    algorithm: Option<String>,
    key: String,
    bucket_key: bool,
}

impl Rule {
    fn from_aws(rule: &ServerSideEncryptionRule) -> Self {
        let default = rule.apply_server_side_encryption_by_default();
        Self {
            algorithm: default.map(|d| d.sse_algorithm().as_str().to_owned()),
            key: default
                .and_then(|d| d.kms_master_key_id())
                .unwrap_or_default()
                .to_owned(),
            bucket_key: rule.bucket_key_enabled().unwrap_or_default(),
        }
    }

    fn all_from(attributes: &Attributes) -> Vec<Self> {
        let blocks = attributes
            .get("rule")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        blocks.map(Self::from_block).collect()
    }

    fn from_block(block: &Value) -> Self {
        let default = block
            .get("apply_server_side_encryption_by_default")
            .and_then(|b| b.get(0));
        let text = |name: &str| default.and_then(|d| d.get(name)).and_then(Value::as_str);
        Self {
            algorithm: text("sse_algorithm").map(str::to_owned),
            key: text("kms_master_key_id").unwrap_or_default().to_owned(),
            bucket_key: block
                .get("bucket_key_enabled")
                .and_then(Value::as_bool)
                .unwrap_or_default(),
        }
    }

    fn to_block(&self) -> Value {
        let default: Vec<Value> = self
            .algorithm
            .iter()
            .map(|name| json!({ "kms_master_key_id": self.key, "sse_algorithm": name }))
            .collect();
        json!({
            "apply_server_side_encryption_by_default": default,
            "bucket_key_enabled": self.bucket_key,
        })
    }

    /// The rule as the S3 API reference has it.
    fn to_command(&self) -> Value {
        let mut rule = json!({ "BucketKeyEnabled": self.bucket_key });
        if let (Some(name), Some(rule)) = (&self.algorithm, rule.as_object_mut()) {
            let mut default = json!({ "SSEAlgorithm": name });
            if let (false, Some(default)) = (self.key.is_empty(), default.as_object_mut()) {
                default.insert("KMSMasterKeyID".to_owned(), self.key.clone().into());
            }
            rule.insert("ApplyServerSideEncryptionByDefault".to_owned(), default);
        }
        rule
    }

    fn summary(&self) -> String {
        let algorithm = self.algorithm.as_deref().unwrap_or("no default");
        if self.key.is_empty() {
            algorithm.to_owned()
        } else {
            format!("{algorithm} and key {}", self.key)
        }
    }
}

fn to_aws(rules: &[Rule]) -> Result<ServerSideEncryptionConfiguration, CallError> {
    let mut configuration = ServerSideEncryptionConfiguration::builder();
    for rule in rules {
        let mut builder = ServerSideEncryptionRule::builder().bucket_key_enabled(rule.bucket_key);
        if let Some(algorithm) = &rule.algorithm {
            let default = ServerSideEncryptionByDefault::builder()
                .sse_algorithm(ServerSideEncryption::from(algorithm.as_str()))
                .set_kms_master_key_id((!rule.key.is_empty()).then(|| rule.key.clone()))
                .build()
                .map_err(|error| CallError::unusable(PUT, &error))?;
            builder = builder.apply_server_side_encryption_by_default(default);
        }
        configuration = configuration.rules(builder.build());
    }
    configuration
        .build()
        .map_err(|error| CallError::unusable(PUT, &error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::check_risk;

    fn with(algorithm: &str, key: &str, bucket_key: bool) -> Value {
        json!({"id": "b", "bucket": "b", "rule": [{
            "apply_server_side_encryption_by_default":
                [{"sse_algorithm": algorithm, "kms_master_key_id": key}],
            "bucket_key_enabled": bucket_key,
        }]})
    }

    fn check(approved: Value, observed: Value, expected: &[(&str, Risk)]) {
        let kind = S3BucketServerSideEncryptionConfiguration.name();
        check_risk(kind, &approved, &observed, expected);
    }

    #[test]
    fn a_weaker_algorithm_and_a_foreign_key_are_protection_lost() {
        let inner = "rule[0].apply_server_side_encryption_by_default[0]";
        let (key, algorithm) = (
            format!("{inner}.kms_master_key_id"),
            format!("{inner}.sse_algorithm"),
        );
        check(
            with("aws:kms", "k", true),
            with("AES256", "", false),
            &[
                (&key, Risk::ProtectionWeakened),
                (&algorithm, Risk::ProtectionWeakened),
                ("rule[0].bucket_key_enabled", Risk::Cosmetic),
            ],
        );
        check(
            with("aws:kms", "k", true),
            with("aws:kms", "another", true),
            &[(&key, Risk::ProtectionWeakened)],
        );
        check(
            with("AES256", "", true),
            with("aws:kms", "", true),
            &[(&algorithm, Risk::ServiceBroken)],
        );
        check(
            with("aws:kms", "", true),
            with("aws:new", "", true),
            &[(&algorithm, Risk::ProtectionWeakened)],
        );
        let mut bare = with("AES256", "", true);
        bare["rule"][0]["apply_server_side_encryption_by_default"] = json!([]);
        check(
            bare,
            with("aws:kms", "", true),
            &[(inner, Risk::ServiceBroken)],
        );
    }

    #[test]
    fn a_whole_rule_is_judged_by_its_algorithm() {
        let gone = &[("rule[0]", Risk::ProtectionWeakened)];
        check(with("aws:kms", "k", true), Value::Null, gone);
        check(with("AES256", "", false), Value::Null, gone);
        let aes = with("AES256", "", false);
        check(Value::Null, aes, &[("rule[0]", Risk::Cosmetic)]);
        let kms = with("aws:kms", "", false);
        check(Value::Null, kms, &[("rule[0]", Risk::ServiceBroken)]);
    }
}

//! `driftlock_iam_policy`: the rights that a baseline needs in AWS, and no more. Reads the store
//! only.

use driftlock_core::{BadScope, Mode};
use driftlock_engine::{Grantee, Rights};
use driftlock_tfplugin::{
    Attribute, Context, DataSource, Diagnostic, Diagnostics, Schema, Type, Value, async_trait,
};
use serde_json::{Value as Json, json};

use crate::provider::Shared;
use crate::session::{Session, baseline_name, check_name, failed};
use crate::settings::check;

/// See the module.
pub(crate) struct IamPolicyData(pub(crate) Shared);

#[async_trait]
impl DataSource for IamPolicyData {
    fn schema(&self) -> Schema {
        let text = || Attribute::computed(Type::String);
        let texts = || Attribute::computed(Type::list(Type::String));
        Schema::new(
            "IAM policies that grant what a baseline needs, and no more: for the types and resources of \
             its approved revision. A baseline that grows needs them anew.",
        )
        .attribute("baseline", Attribute::required(Type::String).check(check_name)
            .describe("Name of the baseline."))
        .attribute("mode", Attribute::optional(Type::String).check(check::<Mode>).describe(
            "The mode to grant for. Else what its `driftlock_enforcement` asks for, rules included."))
        .attribute("account", Attribute::optional(Type::String).check(check_account).describe(
            "Id of another account of the baseline, for the `account_role` there. Else the account of \
             the baseline itself."))
        .attribute("read_json", text().describe(
            "The policy for the credentials that capture and look for drift, with the right to assume \
             the `restore_role` of the provider where one is set."))
        .attribute("restore_json", text().describe(
            "The policy for whoever restores: the `restore_role`, or else the same credentials. Null in \
             mode `observe`. It names single resources, so it follows the baseline."))
        .attribute("store_json", text().describe(
            "The policy for the credentials that keep the store, where that is a bucket; null where it \
             is a directory."))
        .attribute("read_documents", texts().describe(
            "The same as `read_json` in documents of which each is short enough for a managed policy."))
        .attribute("restore_documents", texts().describe(
            "The same as `restore_json` in documents of which each is short enough for a managed \
             policy; empty in mode `observe`."))
    }

    async fn read(&self, cx: &Context, config: Value) -> Result<Value, Diagnostics> {
        let session = Session::of(&self.0)?;
        let name = baseline_name(&config, "baseline")?;
        let mode = config.string("mode").and_then(|mode| mode.parse().ok());
        let grantee = Grantee {
            mode,
            account: config.string("account"),
            ..session.grantee()
        };
        let rights = session.ledger().rights(&name, grantee);
        let Rights {
            read,
            restore,
            store,
            ..
        } = rights.await.map_err(|error| failed(&error))?;
        for (name, documents) in [("read", &read), ("restore", &restore)] {
            if documents.len() > 1 {
                cx.warn(long(name, documents.len()));
            }
        }
        Ok(config
            .with("read_json", whole(&read))
            .with("restore_json", whole(&restore))
            .with("store_json", store.map(|document| document.to_string()))
            .with("read_documents", texts(&read))
            .with("restore_documents", texts(&restore)))
    }
}

fn check_account(value: &Value) -> Result<(), Diagnostic> {
    let account = value.as_str().unwrap_or_default();
    if account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(());
    }
    let fault = BadScope::Account {
        account: account.to_owned(),
    };
    Err(Diagnostic::error(fault.to_string()).detail(fault.help()))
}

/// One document with the statements of all; none where there is none.
fn whole(documents: &[Json]) -> Option<String> {
    let statements = |document: &Json| document.get("Statement").cloned();
    let all: Vec<Json> = documents
        .iter()
        .filter_map(statements)
        .flat_map(|statements| match statements {
            Json::Array(statements) => statements,
            one => vec![one],
        })
        .collect();
    let version = documents.first()?.get("Version").cloned();
    Some(json!({"Version": version, "Statement": all}).to_string())
}

fn texts(documents: &[Json]) -> Value {
    Value::List(documents.iter().map(|one| one.to_string().into()).collect())
}

fn long(name: &str, documents: usize) -> Diagnostic {
    Diagnostic::warning(format!(
        "`{name}_json` is longer than a managed policy may be"
    ))
    .detail(format!(
        "`{name}_documents` has the same in {documents} documents, each short enough for an \
         `aws_iam_policy`."
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_become_one() {
        let document = |sid: &str| json!({"Version": "2012-10-17", "Statement": [{"Sid": sid}]});
        let whole_text = whole(&[document("A"), document("B")]).unwrap();
        let expected = json!({"Version": "2012-10-17", "Statement": [{"Sid": "A"}, {"Sid": "B"}]});
        assert_eq!(serde_json::from_str::<Json>(&whole_text).unwrap(), expected);
        assert_eq!(whole(&[]), None);
    }
}

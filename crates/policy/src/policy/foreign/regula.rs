//! Rules of Regula. A simple rule names one `resource_type`, and says `allow` or `deny` of each
//! resource, which is its `input`; an advanced one has the type `MULTIPLE`, and yields judgements.
//! Meaning: <https://regula.dev/development/writing-rules.html>.

use std::collections::BTreeSet;
use std::sync::Arc;

use regorus::{Engine, Value};

use super::{Judgement, Judgements, ask};
use crate::finding::Verdict;
use crate::policy::metadata::Metadata;
use crate::policy::{Policy, PolicyError};
use crate::severity::Severity;
use crate::value::{member, text};
use crate::view::{Foreign, View};

/// The `resource_type` of an advanced rule.
const MULTIPLE: &str = "MULTIPLE";

/// What kinds of input are plans of Terraform.
const PLANS: [&str; 3] = ["terraform", "tf", "tf_plan"];

/// The library that rules import.
pub(in crate::policy) const FUGUE: (&str, &str) =
    ("builtin:lib/fugue.rego", include_str!("fugue.rego"));

/// One rule.
#[derive(Debug, Clone)]
pub(in crate::policy) struct Rule {
    package: String,
    /// The type that a simple rule judges.
    kind: Option<String>,
    rules: BTreeSet<String>,
}

impl Rule {
    /// Reads what a rule says about itself.
    ///
    /// # Errors
    /// A rule for something other than plans of Terraform, or without a way to judge.
    pub(in crate::policy) fn read(
        engine: &mut Engine,
        file: &str,
        package: &str,
        rules: &BTreeSet<String>,
    ) -> Result<(Self, Metadata), PolicyError> {
        let mut value = |rule: &str| match rules.contains(rule) {
            true => engine
                .eval_rule(format!("{package}.{rule}"))
                .map_err(|error| PolicyError::from_engine(file, &error.to_string())),
            false => Ok(Value::Undefined),
        };
        let input = value("input_type")?;
        if let Some(other) = text(&input).filter(|kind| !PLANS.contains(kind)) {
            let reason = format!("this rule judges `{other}`, not plans of Terraform");
            return Err(PolicyError::new(file, reason).help("leave the file out"));
        }
        let kind = value("resource_type")?;
        let Some(kind) = text(&kind).map(str::to_owned) else {
            return Err(PolicyError::new(file, "`resource_type` is no string"));
        };
        let advanced = kind == MULTIPLE;
        let judges = match advanced {
            true => rules.contains("policy"),
            false => rules.contains("allow") || rules.contains("deny"),
        };
        if !judges {
            let wanted = if advanced {
                "`policy`"
            } else {
                "`allow` or `deny`"
            };
            let reason = format!("a rule for `{kind}` needs {wanted}, and has none");
            return Err(PolicyError::new(file, reason));
        }
        let document = value("__rego__metadoc__")?;
        let controls = value("controls")?;
        let metadata = metadata(package, &kind, &document, &controls);
        let rule = Self {
            package: package.to_owned(),
            kind: (!advanced).then_some(kind),
            rules: rules.clone(),
        };
        Ok((rule, metadata))
    }

    pub(super) fn judge(
        &self,
        engine: &mut Engine,
        policy: &Policy,
        view: &View,
        inside: &Foreign,
    ) -> Result<Judgements, PolicyError> {
        match &self.kind {
            Some(kind) => self.each(engine, policy, kind, view, inside),
            None => self.together(engine, policy, view, inside),
        }
    }

    fn ask(&self, engine: &mut Engine, policy: &Policy, rule: &str) -> Result<Value, PolicyError> {
        if !self.rules.contains(rule) {
            return Ok(Value::Undefined);
        }
        ask(engine, policy, &format!("{}.{rule}", self.package))
    }

    fn each(
        &self,
        engine: &mut Engine,
        policy: &Policy,
        kind: &str,
        view: &View,
        inside: &Foreign,
    ) -> Result<Judgements, PolicyError> {
        let mut judgements = Judgements::default();
        let resources = member(&inside.types, kind);
        let Some(Value::Object(resources)) = resources else {
            return Ok(judgements);
        };
        for (address, resource) in resources.iter() {
            let Some(address) = text(address) else {
                continue;
            };
            judgements.resources += 1;
            engine.set_input(resource.clone());
            let allow = self.ask(engine, policy, "allow")?;
            let deny = self.ask(engine, policy, "deny")?;
            let said = self
                .simple(&allow, &deny)
                .map_err(|reason| PolicyError::new(&policy.file, reason))?;
            let judgement = |(verdict, message, attribute)| {
                settled(policy, view, address, kind, (verdict, message, attribute))
            };
            judgements.all.extend(said.into_iter().map(judgement));
        }
        Ok(judgements)
    }

    /// What `allow` and `deny` come to for one resource.
    fn simple(&self, allow: &Value, deny: &Value) -> Result<Vec<Said>, String> {
        let denials = match deny {
            Value::Set(denials) => denials.iter().map(said).collect::<Result<Vec<_>, _>>()?,
            Value::Undefined | Value::Bool(false) => Vec::new(),
            Value::Bool(true) => vec![(Verdict::Fail, None, None)],
            other => return Err(format!("`deny` is neither a boolean nor a set: {other}")),
        };
        let allowed = match allow {
            _ if !self.rules.contains("allow") => true,
            Value::Bool(allowed) => *allowed,
            Value::Undefined => false,
            other => return Err(format!("`allow` is no boolean: {other}")),
        };
        Ok(match (allowed, denials.is_empty()) {
            (true, true) => vec![(Verdict::Pass, None, None)],
            (false, true) => vec![(Verdict::Fail, None, None)],
            (_, false) => denials,
        })
    }

    fn together(
        &self,
        engine: &mut Engine,
        policy: &Policy,
        view: &View,
        inside: &Foreign,
    ) -> Result<Judgements, PolicyError> {
        engine.set_input(inside.together.clone());
        let fault = |reason: String| PolicyError::new(&policy.file, reason);
        let judged = match self.ask(engine, policy, "policy")? {
            Value::Set(judged) => judged,
            Value::Undefined => return Ok(Judgements::default()),
            other => return Err(fault(format!("`policy` is no set: {other}"))),
        };
        let mut judgements = Judgements {
            resources: judged.len(),
            ..Judgements::default()
        };
        for judgement in judged.iter() {
            let string = |key: &str| member(judgement, key).and_then(text);
            let (Some(Value::Bool(valid)), Some(id), Some(kind)) =
                (member(judgement, "valid"), string("id"), string("type"))
            else {
                let reason = format!("`policy` yields something that is no judgement: {judgement}");
                return Err(fault(reason));
            };
            let verdict = if *valid { Verdict::Pass } else { Verdict::Fail };
            let message = string("message").filter(|said| !said.is_empty());
            let message = message.map(str::to_owned);
            let attribute = member(judgement, "attribute").and_then(attribute);
            // What is missing has no address; its type says what it is.
            let (address, message) = match id {
                "" => (
                    kind,
                    message.or_else(|| Some(format!("there is no `{kind}`"))),
                ),
                id => (id, message),
            };
            let said = (verdict, message, attribute);
            judgements
                .all
                .push(settled(policy, view, address, kind, said));
        }
        Ok(judgements)
    }
}

type Said = (Verdict, Option<String>, Option<String>);

/// One member of `deny`: a message, or an object with `message` and `attribute`.
fn said(value: &Value) -> Result<Said, String> {
    match value {
        Value::String(message) => Ok((Verdict::Fail, Some(message.to_string()), None)),
        Value::Object(_) => {
            let message = member(value, "message").and_then(text).map(str::to_owned);
            let attribute = member(value, "attribute").and_then(attribute);
            Ok((Verdict::Fail, message, attribute))
        }
        other => Err(format!(
            "`deny` yields neither a message nor an object: {other}"
        )),
    }
}

/// A path such as `["ingress", 0, "cidr_blocks"]`, as `ingress[0].cidr_blocks`.
fn attribute(value: &Value) -> Option<String> {
    let Value::Array(steps) = value else {
        return text(value).map(str::to_owned);
    };
    let mut path = String::new();
    for step in steps.iter() {
        match step {
            Value::String(name) if path.is_empty() => path.push_str(name),
            Value::String(name) => {
                path.push('.');
                path.push_str(name);
            }
            other => path.push_str(&format!("[{other}]")),
        }
    }
    (!path.is_empty()).then_some(path)
}

/// A judgement of a resource. It is open while an attribute that the rule mentions is unknown until
/// apply, whatever the rule made of it; only a pass may rest on a reference that stands for a value.
fn settled(
    policy: &Policy,
    view: &View,
    address: &str,
    kind: &str,
    (verdict, message, attribute): Said,
) -> Judgement {
    let judged = view.judged.get(address);
    let open = judged.and_then(|judged| match verdict {
        Verdict::Pass => policy.left_open(&judged.kind, &judged.unsettled),
        _ => policy.left_open(&judged.kind, &judged.open),
    });
    let (verdict, message) = match open {
        Some(open) => {
            let message = format!("`{open}` is known only after apply");
            (Verdict::Unknown, Some(message))
        }
        None => (verdict, message),
    };
    Judgement {
        address: Arc::from(address),
        kind: Arc::from(kind),
        verdict,
        message,
        attribute,
    }
}

fn metadata(package: &str, kind: &str, document: &Value, controls: &Value) -> Metadata {
    let name = package.rsplit_once('.').map_or(package, |(_, name)| name);
    let string = |of: &Value, key: &str| member(of, key).and_then(text).map(str::to_owned);
    let nothing = Value::Undefined;
    let custom = member(document, "custom").unwrap_or(&nothing);
    let severity = string(custom, "severity").map(|word| word.to_lowercase());
    let severity = match severity.as_deref() {
        Some("informational") => Severity::Info,
        Some(word) => word.parse().unwrap_or(Severity::Medium),
        None => Severity::Medium,
    };
    let mut all = BTreeSet::new();
    for families in [member(custom, "controls").unwrap_or(&nothing), controls] {
        collect(families, &mut all);
    }
    let id = string(document, "id").map_or(String::new(), |id| format!("{id}. "));
    let description = string(document, "description").unwrap_or_default();
    let types = (kind != MULTIPLE).then(|| kind.to_owned());
    let title = string(document, "title").unwrap_or_else(|| name.replace('_', " "));
    let types = types.into_iter().collect();
    Metadata::foreign(title, format!("{id}{description}"), severity, types, all)
}

/// `{"CIS-AWS_v1.4.0": ["CIS-AWS_v1.4.0_2.1.1"]}`, with names of our own frameworks left as they are.
fn collect(families: &Value, controls: &mut BTreeSet<String>) {
    let Value::Object(families) = families else {
        return;
    };
    for (family, ids) in families.iter() {
        let Some(family) = text(family) else { continue };
        let ids: Vec<&str> = match ids {
            Value::Array(ids) => ids.iter().filter_map(text).collect(),
            Value::Set(ids) => ids.iter().filter_map(text).collect(),
            _ => Vec::new(),
        };
        for id in ids {
            let id = id.strip_prefix(family).unwrap_or(id);
            controls.insert(format!("{family}:{}", id.trim_start_matches('_')));
        }
    }
}

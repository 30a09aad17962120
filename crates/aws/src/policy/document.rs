//! Managed policies: statements packed into documents of the size that IAM takes.

use std::collections::BTreeSet;

use serde_json::Value;

use super::statement::{allow, document};

/// Most characters of a managed policy, white space aside ("IAM and AWS STS quotas" in the IAM user
/// guide).
const MOST: usize = 6_144;
/// Managed policies that a role may have by default (same page).
const DOCUMENTS: usize = 10;

/// A statement before it is written.
#[derive(Clone, Debug)]
pub(super) struct Part {
    /// What it is for; letters and digits.
    pub(super) sid: String,
    pub(super) actions: BTreeSet<&'static str>,
    pub(super) resources: BTreeSet<String>,
}

impl Part {
    fn write(&self) -> Value {
        let mut statement = allow(&self.actions, &self.resources);
        if let Some(members) = statement.as_object_mut() {
            members.insert("Sid".to_owned(), Value::from(self.sid.as_str()));
        }
        statement
    }

    fn length(&self) -> usize {
        self.write().to_string().len()
    }

    /// The same in statements that are short enough, numbered.
    fn split(self) -> Vec<Self> {
        let actions_alone = Self {
            resources: BTreeSet::new(),
            ..self.clone()
        };
        // Room for a number in the statement id, and for the comma before the next statement.
        let room = MOST.saturating_sub(ROUND + actions_alone.length() + 8);
        let mut parts: Vec<Self> = Vec::new();
        let mut used = usize::MAX;
        for resource in self.resources {
            let length = resource.len() + 3;
            used = used.saturating_add(length);
            if used > room {
                let sid = match parts.len() {
                    0 => self.sid.clone(),
                    n => format!("{}Part{}", self.sid, n + 1),
                };
                used = length;
                parts.push(Self {
                    sid,
                    actions: self.actions.clone(),
                    resources: BTreeSet::new(),
                });
            }
            if let Some(part) = parts.last_mut() {
                part.resources.insert(resource);
            }
        }
        parts
    }
}

/// What a document has around its statements.
const ROUND: usize = r#"{"Statement":[],"Version":"2012-10-17"}"#.len();

/// Documents that hold `exact`; where they would be more than a role may have, those of `wider`,
/// which names whole types instead of single resources.
pub(super) fn documents(exact: Vec<Part>, wider: impl FnOnce() -> Vec<Part>) -> Vec<Value> {
    let documents = pack(exact);
    if documents.len() <= DOCUMENTS {
        documents
    } else {
        pack(wider())
    }
}

fn pack(parts: Vec<Part>) -> Vec<Value> {
    let mut all: Vec<Vec<Value>> = Vec::new();
    let mut used = usize::MAX;
    for part in parts.into_iter().flat_map(Part::split) {
        let length = part.length() + 1;
        used = used.saturating_add(length);
        if used > MOST {
            used = ROUND + length;
            all.push(Vec::new());
        }
        if let Some(statements) = all.last_mut() {
            statements.push(part.write());
        }
    }
    all.into_iter().map(document).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn part(sid: &str, resources: std::ops::Range<usize>) -> Part {
        Part {
            sid: sid.to_owned(),
            actions: BTreeSet::from(["ec2:CreateTags", "ec2:DeleteTags"]),
            resources: resources
                .map(|n| format!("arn:aws:ec2:eu-west-1:123456789012:security-group/sg-{n:017}"))
                .collect(),
        }
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_no_document_is_too_long(sizes in prop::collection::vec(0usize..200, 0..5)) {
            let parts: Vec<Part> =
                sizes.iter().enumerate().map(|(n, size)| part(&format!("P{n}"), 0..*size)).collect();
            let documents = pack(parts);
            let mut seen = 0;
            for document in &documents {
                prop_assert!(document.to_string().len() <= MOST, "{}", document.to_string().len());
                let statements = document["Statement"].as_array().unwrap();
                let sids: BTreeSet<_> = statements.iter().map(|s| s["Sid"].to_string()).collect();
                prop_assert_eq!(sids.len(), statements.len());
                seen += statements
                    .iter()
                    .map(|s| s["Resource"].as_array().map_or(1, Vec::len))
                    .sum::<usize>();
            }
            prop_assert_eq!(seen, sizes.iter().sum::<usize>());
        }
    }

    #[test]
    fn more_documents_than_a_role_may_have_name_whole_types() {
        let wider = || vec![part("Wider", 0..1)];
        assert_eq!(documents(vec![part("Exact", 0..750)], wider).len(), 10);
        let few = documents(vec![part("Exact", 0..900)], wider);
        assert_eq!(few.len(), 1);
        assert_eq!(few[0]["Statement"][0]["Sid"], "Wider");
    }
}

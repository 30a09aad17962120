//! What is to be said of one type.

use std::collections::BTreeMap;

/// Everything that the suite has to know of one type.
pub(crate) struct Case {
    /// Terraform's name for it.
    pub(crate) kind: &'static str,
    /// Declares resources of the type and whatever they need. Names must not clash with those of
    /// other cases: all are applied together.
    pub(crate) hcl: &'static str,
    /// For a setting that AWS has even where nobody declared it: its attributes as JSON, without
    /// the id of its parent.
    pub(crate) undeclared: Option<&'static str>,
    /// The attribute that names the parent of such a setting besides `id`.
    pub(crate) parent_attribute: Option<&'static str>,
    /// What somebody does behind Terraform's back.
    pub(crate) changes: &'static [Change],
    /// Operations as the emulator counts them, each with the action that IAM asks for where that is
    /// called otherwise, such as `("s3:ListBuckets", "s3:ListAllMyBuckets")`.
    pub(crate) actions: &'static [(&'static str, &'static str)],
    /// Declared actions that cannot be seen against the emulator, each with the reason.
    pub(crate) unseen: &'static [(&'static str, &'static str)],
    /// Why the emulator can hold none, where that is so: then nothing is declared and changed here, and a
    /// fake proves the type.
    pub(crate) not_in_emulator: Option<&'static str>,
    /// Commands that must have been typed into the real AWS command line.
    pub(crate) by_hand: &'static [&'static str],
}

/// A case of which nothing is said yet.
pub(crate) const NOTHING: Case = Case {
    kind: "",
    hcl: "",
    undeclared: None,
    parent_attribute: Some("bucket"),
    changes: &[],
    actions: &[],
    unseen: &[],
    not_in_emulator: None,
    by_hand: &[],
};

/// One out-of-band change.
pub(crate) struct Change {
    /// What somebody did, unique within the case.
    pub(crate) name: &'static str,
    /// Terraform address of the object that is changed: for a setting that nobody declared, that of
    /// its parent.
    pub(crate) on: &'static str,
    /// Python. `id` is the object's id, `ids["address"]` that of any other, `client("s3")` a boto3
    /// client.
    pub(crate) statements: &'static str,
    /// Exactly these paths drift. `{address}` stands for an id.
    pub(crate) drift: &'static [&'static str],
}

/// Changes that are made together: each object is changed at most once.
pub(crate) fn rounds(cases: &[&'static Case]) -> Vec<Vec<(&'static Case, &'static Change)>> {
    let mut rounds: Vec<Vec<_>> = Vec::new();
    for case in cases {
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        for change in case.changes {
            let round = seen.entry(change.on).or_default();
            if rounds.len() == *round {
                rounds.push(Vec::new());
            }
            rounds[*round].push((*case, change));
            *round += 1;
        }
    }
    rounds
}

//! Resources and snapshots, in the attribute schema of the Terraform provider that owns them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The source address of the provider whose schema the AWS types follow.
pub const PROVIDER_AWS: &str = "registry.terraform.io/hashicorp/aws";

/// The layout of [`Snapshot`] that this version writes.
pub const SNAPSHOT_VERSION: u32 = 1;

/// Attributes of one resource by Terraform attribute name.
pub type Attributes = serde_json::Map<String, Value>;

/// What identifies a resource.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Key {
    /// Terraform type, such as `aws_security_group`.
    #[serde(rename = "type")]
    pub kind: String,
    /// AWS region, such as `eu-west-1`; [`Key::GLOBAL`] for what AWS keeps once for all regions.
    pub region: String,
    /// Terraform's import id, such as `sg-0abc` or a bucket's name.
    pub id: String,
    /// Twelve-digit id of the AWS account, where that is another than the baseline's own.
    #[serde(
        rename = "other_account",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub account: Option<String>,
}

impl Key {
    /// The region of what AWS keeps once for all regions, such as IAM.
    pub const GLOBAL: &'static str = "global";

    /// Region, and account where it is another than the baseline's own: for people.
    #[must_use]
    pub fn place(&self) -> String {
        match &self.account {
            Some(account) => format!("{} in account {account}", self.region),
            None => self.region.clone(),
        }
    }
}

impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.account {
            Some(account) if self.kind == Unreadable::ALL => write!(f, "account {account}"),
            _ => write!(f, "{} `{}` ({})", self.kind, self.id, self.place()),
        }
    }
}

/// The object that a setting configures.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Parent {
    /// Terraform type of the parent.
    #[serde(rename = "type")]
    pub kind: String,
    /// Id of the parent, in the setting's region and account.
    pub id: String,
}

impl Parent {
    /// The type of the parent of an account's own settings; no resource of a snapshot.
    pub const ACCOUNT: &'static str = "aws_account";

    /// What identifies the parent, which is in the same region and account as its setting.
    #[must_use]
    pub fn key(&self, setting: &Key) -> Key {
        Key {
            kind: self.kind.clone(),
            id: self.id.clone(),
            ..setting.clone()
        }
    }
}

/// The object that something belongs to: its parent for a setting, else itself.
pub(crate) fn owner(key: &Key, parent: Option<&Parent>) -> Key {
    parent.map_or_else(|| key.clone(), |parent| parent.key(key))
}

/// One resource, or the recorded absence of one setting.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Resource {
    /// Source address of the provider whose schema `attributes` follow.
    pub provider: String,
    /// Type, region and id.
    #[serde(flatten)]
    pub key: Key,
    /// Twelve-digit AWS account id.
    pub account: String,
    /// Terraform address, where it is known.
    #[serde(default)]
    pub address: Option<String>,
    /// Set for a setting: the object that it configures.
    #[serde(default)]
    pub parent: Option<Parent>,
    /// Terraform addresses of what declares parts of it by a type of its own, such as one rule of a
    /// security group: by the path that a change in that part has.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parts: BTreeMap<String, String>,
    /// Attributes, normalised. `None` says that a setting is known not to exist.
    pub attributes: Option<Attributes>,
}

impl Resource {
    /// The resource that this one belongs to: its parent for a setting, else itself.
    #[must_use]
    pub fn owner(&self) -> Key {
        owner(&self.key, self.parent.as_ref())
    }

    /// What its owner called it: its `name`, else its tag `Name`, where that is not its id.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        name_of(&self.key, self.attributes.as_ref())
    }

    /// The resource's tags; a setting has none of its own.
    pub fn tags(&self) -> impl Iterator<Item = (&str, &str)> {
        tags_in(self.attributes.as_ref())
    }
}

/// What the owner called what has these attributes: its `name`, else its tag `Name`.
pub(crate) fn name_of<'a>(key: &Key, attributes: Option<&'a Attributes>) -> Option<&'a str> {
    let attribute = attributes.and_then(|attributes| attributes.get("name")?.as_str());
    let tag = || tags_in(attributes).find(|(name, _)| *name == "Name");
    attribute
        .or_else(|| tag().map(|(_, value)| value))
        .filter(|name| *name != key.id && !name.is_empty())
}

fn tags_in(attributes: Option<&Attributes>) -> impl Iterator<Item = (&str, &str)> {
    attributes
        .and_then(|attributes| attributes.get("tags"))
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)))
}

/// Something in scope that could not be read. Never to be taken for absent or in sync.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Unreadable {
    /// What could not be read; the id is `*` where a whole listing failed, and all but the account
    /// where nothing of that could be.
    #[serde(flatten)]
    pub key: Key,
    /// The parent of a setting, where known.
    #[serde(default)]
    pub parent: Option<Parent>,
    /// Why, in words: the cause as AWS gave it, with the action that was called.
    pub reason: String,
}

impl Unreadable {
    /// As an id, everything of a type in a region; as a type or region, every one of an account.
    pub const ALL: &'static str = "*";

    /// The key of a failed listing that would have shown `key`.
    pub(crate) fn all_like(key: &Key) -> Key {
        Key {
            id: Self::ALL.to_owned(),
            ..key.clone()
        }
    }

    /// The key of a whole account that could not be reached, named as in [`Key::account`].
    #[must_use]
    pub fn all_of(account: Option<String>) -> Key {
        Key {
            kind: Self::ALL.to_owned(),
            region: Self::ALL.to_owned(),
            id: Self::ALL.to_owned(),
            account,
        }
    }
}

/// What one pass over a scope saw.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sweep {
    /// Everything that was read, in any order.
    pub resources: Vec<Resource>,
    /// Everything that could not be read.
    pub unreadable: Vec<Unreadable>,
}

impl Sweep {
    /// Adds all that `other` saw.
    pub fn extend(&mut self, other: Self) {
        self.resources.extend(other.resources);
        self.unreadable.extend(other.unreadable);
    }
}

impl From<Unreadable> for Sweep {
    fn from(unreadable: Unreadable) -> Self {
        Self {
            resources: Vec::new(),
            unreadable: vec![unreadable],
        }
    }
}

/// All resources of a scope at one moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Layout; see [`SNAPSHOT_VERSION`].
    pub version: u32,
    /// Sorted by key, each key once.
    pub resources: Vec<Resource>,
}

impl Snapshot {
    /// A snapshot of `resources`, sorted.
    #[must_use]
    pub fn new(mut resources: Vec<Resource>) -> Self {
        resources.sort_by(|a, b| a.key.cmp(&b.key));
        resources.dedup_by(|a, b| a.key == b.key);
        Self {
            version: SNAPSHOT_VERSION,
            resources,
        }
    }

    /// The resource with `key`.
    #[must_use]
    pub fn get(&self, key: &Key) -> Option<&Resource> {
        let at = self
            .resources
            .binary_search_by(|resource| resource.key.cmp(key))
            .ok()?;
        self.resources.get(at)
    }

    /// How many resources exist; recorded absences are not counted.
    #[must_use]
    pub fn present(&self) -> usize {
        self.resources
            .iter()
            .filter(|resource| resource.attributes.is_some())
            .count()
    }
}

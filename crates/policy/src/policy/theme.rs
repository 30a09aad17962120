//! What a policy is about.
//!
//! General frameworks (NIST 800-53, PCI DSS, ISO 27001 ...) speak of themes, and not of services:
//! one control asks for encryption at rest, whatever is at rest. So a policy names its themes, and
//! a framework says once which control each theme belongs to.

use serde::{Deserialize, Serialize};

macro_rules! themes {
    ($($(#[doc = $doc:literal])* $variant:ident => $word:literal,)*) => {
        /// What a policy is about.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Theme {
            $($(#[doc = $doc])* #[serde(rename = $word)] $variant,)*
        }

        impl Theme {
            /// Every theme, in the order of their words.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The word for it in metadata and frameworks.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                }
            }
        }
    };
}

themes! {
    /// Who uses the account, and what they do, is recorded.
    AuditLogging => "audit-logging",
    /// Data survives mistakes, deletion and disaster.
    Backup => "backup",
    /// Long-lived credentials, passwords and their rules.
    Credentials => "credentials",
    /// Keys that the account's owner controls.
    CustomerKeys => "customer-managed-keys",
    /// Nothing is deleted by accident.
    DeletionProtection => "deletion-protection",
    /// Data is encrypted where it is kept.
    EncryptionAtRest => "encryption-at-rest",
    /// Data is encrypted on its way.
    EncryptionInTransit => "encryption-in-transit",
    /// Machines and services are configured to give attackers little.
    Hardening => "hardening",
    /// Keys and secrets are replaced regularly.
    KeyRotation => "key-rotation",
    /// Nobody may do more than they need.
    LeastPrivilege => "least-privilege",
    /// Records cannot be altered or deleted unseen, and are kept long enough.
    LogProtection => "log-protection",
    /// Somebody notices.
    Monitoring => "monitoring",
    /// Networks are divided, and nothing is reachable that need not be.
    NetworkExposure => "network-exposure",
    /// Patches and supported versions.
    Patching => "patching",
    /// Data or services are open to everyone.
    PublicAccess => "public-access",
    /// The service survives the loss of a part.
    Resilience => "resilience",
    /// Secrets are kept out of code, environments and states.
    Secrets => "secrets",
    /// What is run is what was built.
    SupplyChain => "supply-chain",
}

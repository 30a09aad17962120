//! Notifications: who is told of what, by a webhook.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// On what somebody is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Occasion {
    /// A resource drifted, or drifted in another way than before.
    Drift,
    /// All drift is gone.
    InSync,
    /// A resource was restored, or a remediation rolled back.
    Restored,
    /// A guardrail stopped a run, or a restore failed. A pause stops runs by intent, and is none.
    Refused,
    /// A restore awaits approval.
    Proposed,
    /// An attribute was put in quarantine.
    Quarantined,
    /// A pause ended by itself.
    PauseExpired,
}

impl Occasion {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Drift,
        Self::InSync,
        Self::Restored,
        Self::Refused,
        Self::Proposed,
        Self::Quarantined,
        Self::PauseExpired,
    ];

    /// The occasion as it stands in settings and JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Drift => "drift",
            Self::InSync => "in_sync",
            Self::Restored => "restored",
            Self::Refused => "refused",
            Self::Proposed => "proposed",
            Self::Quarantined => "quarantined",
            Self::PauseExpired => "pause_expired",
        }
    }
}

impl fmt::Display for Occasion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A text that names no occasion.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "unknown occasion `{0}`: use `drift`, `in_sync`, `restored`, `refused`, `proposed`, `quarantined` or `pause_expired`"
)]
pub struct UnknownOccasion(String);

impl FromStr for Occasion {
    type Err = UnknownOccasion;

    fn from_str(text: &str) -> Result<Self, UnknownOccasion> {
        Self::ALL
            .into_iter()
            .find(|one| one.name() == text)
            .ok_or_else(|| UnknownOccasion(text.to_owned()))
    }
}

/// The address of a webhook. Whoever knows it can post to it: it shows up to its host only.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Webhook(String);

impl Webhook {
    /// The whole address, for whoever posts to it or stores the settings.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What may be shown of it, as an address: for records that others read.
    #[must_use]
    pub fn shown(&self) -> Self {
        Self(self.to_string())
    }
}

impl fmt::Display for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (scheme, rest) = self.0.split_once("://").unwrap_or_default();
        let (host, _) = rest.split_once(['/', '?']).unwrap_or((rest, ""));
        write!(f, "{scheme}://{host}/…")
    }
}

impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Webhook({self})")
    }
}

/// Why a text cannot be the address of a webhook. None of these repeats it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadWebhook {
    /// Not `https`, and not `http` to this machine.
    #[error("the address of a webhook must begin with `https://`")]
    NotHttps,
    /// Nothing where the host belongs.
    #[error("the address of a webhook names no host")]
    NoHost,
    /// `user:password@` before the host.
    #[error("the address of a webhook holds credentials before its host, which are not sent")]
    Credentials,
    /// A space, a control character, a fragment, or what is not ASCII.
    #[error("the address of a webhook holds a character that no address has")]
    Character,
}

impl BadWebhook {
    /// What to do about it.
    #[must_use]
    pub fn help(self) -> &'static str {
        match self {
            Self::NotHttps => {
                "use its `https` address; `http` is for `localhost`, `127.0.0.1` and `[::1]` alone"
            }
            Self::NoHost => "it looks like `https://hooks.example.com/services/T0/B0/x`",
            Self::Credentials => {
                "use an address whose path or query holds the secret, and check signatures"
            }
            Self::Character => {
                "leave out blanks and what follows a `#`, and write others as `%20` is for a blank"
            }
        }
    }
}

impl FromStr for Webhook {
    type Err = BadWebhook;

    fn from_str(text: &str) -> Result<Self, BadWebhook> {
        let refused = |c: char| !c.is_ascii_graphic() || "#\"<>\\^`{|}".contains(c);
        if text.contains(refused) {
            return Err(BadWebhook::Character);
        }
        let (scheme, rest) = text.split_once("://").ok_or(BadWebhook::NotHttps)?;
        let (authority, _) = rest.split_once(['/', '?']).unwrap_or((rest, ""));
        if authority.contains('@') {
            return Err(BadWebhook::Credentials);
        }
        let host = host_of(authority);
        if host.is_empty() {
            return Err(BadWebhook::NoHost);
        }
        let here = ["localhost", "[::1]", "127.0.0.1"].contains(&host);
        match scheme {
            "https" => Ok(Self(text.to_owned())),
            "http" if here => Ok(Self(text.to_owned())),
            _ => Err(BadWebhook::NotHttps),
        }
    }
}

/// `host:port` without the port; an IPv6 address stands in brackets.
fn host_of(authority: &str) -> &str {
    match authority.split_once(']') {
        Some((address, _)) => authority.get(..=address.len()).unwrap_or(authority),
        None => authority.split(':').next().unwrap_or_default(),
    }
}

/// One webhook, and what it is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notify {
    /// Where to.
    pub webhook: Webhook,
    /// On what; all occasions where none are named.
    #[serde(default)]
    pub on: BTreeSet<Occasion>,
}

impl Notify {
    /// Whether it is told on this occasion.
    #[must_use]
    pub fn wants(&self, occasion: Occasion) -> bool {
        self.on.is_empty() || self.on.contains(&occasion)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_https_or_on_this_machine() {
        for good in [
            "https://hooks.slack.com/services/T0/B0/x",
            "https://example.com?key=a%20b",
            "https://[2001:db8::1]:8443/x",
            "http://localhost:8065/hooks/x",
            "http://127.0.0.1:1/",
            "http://[::1]:9/x",
        ] {
            assert_eq!(good.parse::<Webhook>().unwrap().expose(), good);
        }
        for (bad, error) in [
            ("hooks.slack.com/x", BadWebhook::NotHttps),
            ("ftp://example.com/x", BadWebhook::NotHttps),
            ("http://example.com/x", BadWebhook::NotHttps),
            ("http://169.254.169.254/latest", BadWebhook::NotHttps),
            ("http://localhost.example.com/x", BadWebhook::NotHttps),
            ("http://127.0.0.1@example.com/x", BadWebhook::Credentials),
            ("https://u:p@example.com/x", BadWebhook::Credentials),
            ("https:///x", BadWebhook::NoHost),
            ("https://:443/x", BadWebhook::NoHost),
            ("https://example.com/a b", BadWebhook::Character),
            ("https://example.com/x\r\nHost: a", BadWebhook::Character),
            ("https://example.com/x#y", BadWebhook::Character),
            ("", BadWebhook::NotHttps),
        ] {
            assert_eq!(bad.parse::<Webhook>(), Err(error), "{bad}");
            assert!(!error.help().is_empty());
        }
    }

    #[test]
    fn an_address_shows_up_to_its_host() {
        for (whole, shown) in [
            (
                "https://hooks.slack.com/a/secret",
                "https://hooks.slack.com/…",
            ),
            ("https://example.com?secret", "https://example.com/…"),
            ("http://[::1]:9/secret", "http://[::1]:9/…"),
        ] {
            let webhook: Webhook = whole.parse().unwrap();
            assert_eq!(webhook.to_string(), shown);
            assert_eq!(webhook.shown().expose(), shown);
            assert_eq!(webhook.shown().to_string(), shown, "it stays as it is");
            assert!(!format!("{webhook:?}").contains("secret"));
        }
    }

    #[test]
    fn an_occasion_reads_as_it_is_written() {
        for one in Occasion::ALL {
            assert_eq!(one.name().parse(), Ok(one));
            assert_eq!(serde_json::to_value(one).unwrap(), one.name());
            let error = "drifted".parse::<Occasion>().unwrap_err().to_string();
            assert!(error.contains(&format!("`{one}`")), "{error}");
        }
    }

    #[test]
    fn who_names_no_occasion_is_told_of_all() {
        let webhook: Webhook = "https://example.com/x".parse().unwrap();
        let mut notify = Notify {
            webhook,
            on: BTreeSet::new(),
        };
        assert!(Occasion::ALL.iter().all(|one| notify.wants(*one)));
        notify.on.insert(Occasion::Refused);
        assert!(notify.wants(Occasion::Refused) && !notify.wants(Occasion::Drift));
    }
}

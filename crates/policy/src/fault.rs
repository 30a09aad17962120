//! What cannot be done, in words for the user.

use crate::framework::FrameworkError;
use crate::policy::PolicyError;
use crate::waiver::WaiverError;

/// One thing that is wrong, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// The line that is meant, with a caret below the column, where there is one.
    pub excerpt: Option<String>,
}

impl Fault {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            help: None,
            excerpt: None,
        }
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl From<PolicyError> for Fault {
    fn from(error: PolicyError) -> Self {
        Self {
            message: format!("policy {error}"),
            excerpt: error.excerpt(),
            help: error.help,
        }
    }
}

impl From<WaiverError> for Fault {
    fn from(error: WaiverError) -> Self {
        Self::new(format!("waivers {error}"))
    }
}

impl From<FrameworkError> for Fault {
    fn from(error: FrameworkError) -> Self {
        Self::new(error.to_string()).help(error.help())
    }
}

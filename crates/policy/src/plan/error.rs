//! Why a file could not be read as a plan, and what to run instead.

use thiserror::Error;

/// A file that is no readable plan. The message says what the file is; [`PlanError::help`] says
/// what to do.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PlanError {
    /// No bytes, or nothing but white space.
    #[error("the file is empty")]
    Empty,
    /// The binary file that `terraform plan -out` writes (a zip archive).
    #[error("this is the binary plan that `terraform plan -out` writes, not its JSON form")]
    Binary,
    /// Neither UTF-8 nor UTF-16.
    #[error("this is not text: the byte at offset {0} is neither UTF-8 nor UTF-16")]
    NotText(usize),
    /// UTF-16 that stops in the middle of a character.
    #[error("this is UTF-16 text that breaks off in the middle of a character")]
    BrokenUtf16,
    /// Terraform configuration.
    #[error("this is Terraform configuration (HCL), not a plan")]
    Hcl,
    /// The plan as Terraform prints it for people.
    #[error("this is the plan as Terraform prints it for people, not its JSON form")]
    Printed,
    /// The event stream of `terraform plan -json`.
    #[error("this is the event stream of `terraform plan -json`, which does not hold the plan")]
    EventStream,
    /// Text that is no JSON.
    #[error("this is not JSON: {reason} at line {line}, column {column}")]
    NotJson {
        /// What the JSON parser found.
        reason: String,
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
    },
    /// JSON that ends too early.
    #[error("the JSON breaks off at line {line}, column {column}: the file is truncated")]
    Truncated {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
    },
    /// A state file, as Terraform keeps it.
    #[error("this is a Terraform state file, not a plan")]
    StateFile,
    /// `terraform show -json` without a plan file.
    #[error("this is the JSON of a state (`terraform show -json` without a plan file), not a plan")]
    ShownState,
    /// Some other JSON document.
    #[error("this is JSON, but not a Terraform plan: it has no `{0}`")]
    NotPlan(&'static str),
    /// A format version that this program does not know.
    #[error("plan format version `{0}` is not supported; 0.1 to 1.x are")]
    UnsupportedVersion(String),
    /// A plan that Terraform could not finish.
    #[error("Terraform stopped with an error while making this plan, so the plan is incomplete")]
    Errored,
    /// Resources that Terraform put off to a later plan.
    #[error("Terraform deferred {0} resources to a later plan, so they cannot be checked")]
    Deferred(usize),
    /// A plan whose parts do not fit its format.
    #[error("the plan is malformed: {reason} at line {line}, column {column}")]
    Malformed {
        /// What does not fit.
        reason: String,
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
    },
    /// A plan with planned resources but without the list of their changes.
    #[error("the plan lists planned resources but no `resource_changes`: part of it was removed")]
    Stripped,
    /// One resource that cannot be represented.
    #[error("the plan is malformed at `{address}`: {reason}")]
    BadResource {
        /// Its address.
        address: String,
        /// What is wrong with it.
        reason: String,
    },
}

const CONVERT: &str = "run `terraform plan -out=plan.bin`, then \
                       `terraform show -json plan.bin > plan.json`, and check `plan.json`";

impl PlanError {
    /// What the user can do about it, in one line.
    #[must_use]
    pub fn help(&self) -> &'static str {
        match self {
            Self::Binary => {
                "convert it: `terraform show -json plan.bin > plan.json`, and check `plan.json`"
            }
            Self::BrokenUtf16 | Self::NotText(_) => {
                "in PowerShell write the file with \
                 `terraform show -json plan.bin | Out-File -Encoding utf8 plan.json`"
            }
            Self::ShownState => "name the plan file: `terraform show -json plan.bin > plan.json`",
            Self::Truncated { .. } | Self::Stripped => {
                "write the file again with `terraform show -json plan.bin > plan.json`, and keep it \
                 as it is"
            }
            Self::UnsupportedVersion(_) => {
                "use a release of driftlock-gate that knows this version, or a Terraform from \
                 0.12 to 1.x"
            }
            Self::Errored => "fix the error that `terraform plan` printed, and plan again",
            Self::Deferred(_) => "apply what can be applied now, then plan and check again",
            Self::Empty
            | Self::Hcl
            | Self::Printed
            | Self::EventStream
            | Self::NotJson { .. }
            | Self::StateFile
            | Self::NotPlan(_)
            | Self::Malformed { .. }
            | Self::BadResource { .. } => CONVERT,
        }
    }
}

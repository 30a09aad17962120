//! The `revision` that an enforcement keeps.

use driftlock_core::BaselineName;
use driftlock_tfplugin::{Diagnostic, Value};

const HELP: &str = "Refer to the `revision` of the `driftlock_baseline`, or leave `revision` out.";

/// Rule for the attribute: revisions count from 1.
pub(crate) fn check(value: &Value) -> Result<(), Diagnostic> {
    match value {
        Value::Number(number) if number.as_u64().is_none_or(|revision| revision == 0) => {
            Err(Diagnostic::error(format!("`revision` cannot be {number}")).detail(HELP))
        }
        _ => Ok(()),
    }
}

/// Says why settings for a revision are not taken. Where the state had that one for the approved one,
/// it is the plan that is old.
pub(crate) fn not_approved(
    name: &BaselineName,
    wanted: u64,
    approved: u64,
    before: Option<u64>,
) -> Diagnostic {
    if before == Some(wanted) {
        return Diagnostic::error(format!(
            "baseline `{name}` has been captured anew since the plan was made"
        ))
        .detail(format!(
            "It keeps revision {wanted}, and revision {approved} is the approved one by now. Plan again."
        ));
    }
    Diagnostic::error(format!(
        "revision {wanted} of baseline `{name}` is not the approved one, which is {approved}"
    ))
    .detail(HELP)
}

//! A short, stable name for a diff, so that the same drift is recorded once and not every sweep.

use crate::{Digest, Drift, NotCanonical, ResourceDrift, digest};

/// The digest of what drifted: equal for two sweeps that saw the same drift from the same revision,
/// whatever was found out about who made it.
///
/// # Errors
/// [`NotCanonical`] for a value that JSON cannot hold.
pub fn fingerprint(drift: &Drift) -> Result<Digest, NotCanonical> {
    let resources = drift.resources.iter().map(|one| ResourceDrift {
        made_by: None,
        ..one.clone()
    });
    digest(&(drift.revision, resources.collect::<Vec<_>>()))
}

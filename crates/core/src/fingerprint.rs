//! A short, stable name for a diff, so that the same drift is recorded once and not every sweep.

use crate::{Digest, Drift, NotCanonical, digest};

/// The digest of what drifted: equal for two sweeps that saw the same drift from the same revision.
///
/// # Errors
/// [`NotCanonical`] for a value that JSON cannot hold.
pub fn fingerprint(drift: &Drift) -> Result<Digest, NotCanonical> {
    digest(&(drift.revision, &drift.resources))
}

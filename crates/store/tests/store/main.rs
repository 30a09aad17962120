//! The store as its users see it.

#[cfg(test)]
#[cfg(unix)]
mod child;
#[cfg(test)]
mod conformance;
#[cfg(test)]
mod copies;
#[cfg(test)]
mod crashes;
#[cfg(test)]
mod faulty;
#[cfg(test)]
mod history;
#[cfg(test)]
#[cfg(unix)]
mod leases;
#[cfg(test)]
#[cfg(unix)]
mod local;
#[cfg(test)]
mod range;
#[cfg(test)]
mod records;
#[cfg(test)]
mod s3;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod suite;
#[cfg(test)]
mod tips;
#[cfg(test)]
mod waivers;

/// The store at `url`, which is no bucket.
#[cfg(test)]
fn open(url: &str) -> Result<driftlock_store::Store, driftlock_store::StoreError> {
    driftlock_store::Store::open(url, &driftlock_store::S3Options::default())
}

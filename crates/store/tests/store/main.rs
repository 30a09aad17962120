//! The store as its users see it.

#[cfg(test)]
#[cfg(unix)]
mod child;
#[cfg(test)]
mod conformance;
#[cfg(test)]
mod crashes;
#[cfg(test)]
mod faulty;
#[cfg(test)]
mod history;
#[cfg(test)]
#[cfg(unix)]
mod local;
#[cfg(test)]
mod records;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod suite;

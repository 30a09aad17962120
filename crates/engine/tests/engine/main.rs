//! The use cases over a cloud of our own making, which fails on demand.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests stop at the first surprise"
)]

mod approve;
mod capture;
mod enforce;
mod fake;
mod flap;
mod ignores;
mod notify;
mod pauses;
mod records;
mod require;
mod resources;
mod scan;
mod waivers;
mod webhooks;

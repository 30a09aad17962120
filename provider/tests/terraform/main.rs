//! Real Terraform runs the provider against the emulator.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod accounts;
mod approve;
mod attach;
mod baseline;
mod clients;
mod commands;
mod compliance;
mod enforcement;
mod history;
mod iam_policy;
mod ignores;
mod imports;
mod interrupted;
mod language;
mod mistakes;
mod notify;
mod outside;
mod pause;
mod plan_file;
mod require;
mod resources;
mod restore_role;
mod states;
mod story;
mod unknown;
mod waiver;
mod words;

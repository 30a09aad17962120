//! Terraform plugin protocol 6, on tonic and prost: handshake, pinned mutual TLS, schema,
//! values, dispatch.
//!
//! A provider implements [`Provider`], and [`Resource`], [`DataSource`],
//! [`EphemeralResource`] and [`Function`] for what it offers;
//! `main` hands it to [`run`]. `examples/notes.rs` is a whole one in less than a hundred lines.
//!
//! What the layer sees to, so that a provider need not:
//! * Only the client that started the process gets in: a private unix socket, and mutual TLS
//!   that takes exactly the certificate the client passed.
//! * A panic in one call is a diagnostic of that call, and the others go on.
//! * Values keep what Terraform knows: decimals of any length, unknowns and their refinements.
//! * A request to stop reaches the running call as [`Context::stop`].
//! * The process ends with its client, and leaves no socket behind.
//!
//! It serves unix systems.

mod context;
mod diagnostics;
mod ephemeral;
mod function;
mod handshake;
mod identity;
mod listener;
mod log;
mod path;
mod plan;
mod proto;
mod provider;
mod schema;
mod serve;
mod server;
mod tls;
mod types;
mod value;

pub use async_trait::async_trait;
pub use context::Context;
pub use diagnostics::{Diagnostic, Diagnostics, Severity};
pub use ephemeral::{EphemeralResource, Opened};
pub use function::{Function, FunctionError, Parameter, Signature};
pub use handshake::HandshakeError;
pub use identity::{ForImport, IdentityAttribute, IdentitySchema};
pub use path::AttributePath;
pub use plan::Plan;
pub use provider::{Change, DataSource, Failure, MoveSource, Provider, Resource};
pub use schema::{Attribute, Block, BlockNesting, Kind, NestedBlock, Nesting, Presence, Schema};
pub use serve::{Launch, ServeError, run, serve};
pub use tls::TlsError;
pub use types::{InvalidType, Type};
pub use value::{DecodeError, EncodeError, InvalidJson, InvalidNumber, Number, Unknown, Value};

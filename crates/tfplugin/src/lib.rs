//! Write a provider for Terraform and OpenTofu in Rust. This is plugin protocol 6, minor version
//! 6.10, on tonic and prost; `examples/notes.rs` is a whole provider in about sixty lines.
//!
//! A provider implements [`Provider`], and [`Resource`], [`DataSource`], [`EphemeralResource`]
//! and [`Function`] for what it offers; `main` hands it to [`run`].
//!
//! # What the layer sees to
//! * Only the client that started the process gets in: a private unix socket, and mutual TLS
//!   that takes exactly the certificate the client passed.
//! * A panic in one call is a diagnostic of that call, and the others go on.
//! * Values keep what Terraform knows: decimals of any length, unknowns and their refinements.
//! * A request to stop reaches the running call as [`Context::stop`].
//! * The process ends with its client, and leaves no socket behind.
//! * A schema that no client would take is refused with the attribute named.
//! * `--debug` serves by hand, for Terraform to attach to by `TF_REATTACH_PROVIDERS`. Whoever
//!   attaches has a provider of its own: several commands, and several configurations in one,
//!   do not meet.
//!
//! On Windows, go-plugin has a port of 127.0.0.1 for a socket, the same TLS guards it, there is no
//! `--debug`, and it is Terraform alone that ends the process.
//!
//! # Schemas
//! A [`Schema`] has attributes and blocks, each with its rules. What Terraform proposes is
//! completed from it before a resource sees the plan: defaults, unknowns for what is computed,
//! and which changes need a replacement.
//!
//! ```
//! use driftlock_tfplugin::{Attribute, Block, NestedBlock, Nesting, Presence, Schema, Type};
//!
//! let port = Attribute::optional(Type::Number).default(443_i64);
//! let rule = Block::new("A rule.")
//!     .attribute("mode", Attribute::optional(Type::String).one_of(&["observe", "enforce"]));
//! let schema = Schema::new("A server.")
//!     .version(2)
//!     .attribute("name", Attribute::required(Type::String).requires_replace())
//!     .attribute("password_wo", Attribute::optional(Type::String).write_only())
//!     .attribute("id", Attribute::computed(Type::String).describe("As the service has it."))
//!     .attribute("ends", Attribute::nested(Nesting::List, Presence::Optional, [("port", port)]))
//!     .block("rule", NestedBlock::list(rule).max(3));
//! assert_eq!(schema.ty().to_string(), "object");
//! ```
//!
//! # Values
//! A [`Value`] is an object of the schema's attributes. What is null, unknown or absent is
//! `None` to the accessors, so that a provider reads what is there and no more.
//!
//! ```
//! use driftlock_tfplugin::Value;
//!
//! let planned = Value::object([("name", "web".into()), ("id", Value::unknown())]);
//! assert_eq!((planned.string("name"), planned.string("id")), (Some("web"), None));
//! let state = planned.with("id", "i-1");
//! assert!(state.is_wholly_known());
//! ```
//!
//! # Resources
//! A [`Resource`] is planned ([`Resource::plan_create`], [`Resource::plan_update`]), created,
//! read, updated and deleted. Everything else has a default: without
//! [`Resource::identity_schema`] it has no identity, without [`Resource::import`] it cannot be
//! imported, without [`Resource::upgrade`] older states are refused, and without
//! [`Resource::move_from`] it takes over no state of another type.
//!
//! What fails is a [`Diagnostic`] at the attribute at fault. A change that stopped half way is a
//! [`Failure`] with the state it reached, which Terraform keeps.
//!
//! ```
//! use driftlock_tfplugin::{AttributePath, Diagnostic, Failure, Value};
//!
//! let refused = Diagnostic::error("`tcp/99999` is not a port")
//!     .detail("Use a number up to 65535.")
//!     .at(AttributePath::new("rule").index(0).attribute("port"));
//! let half = Failure::from(refused).with_state(Value::object([("name", "web".into())]));
//! assert_eq!(half.state.unwrap().string("name"), Some("web"));
//! ```
//!
//! # Secrets
//! A secret goes from an [`EphemeralResource`] to a write-only attribute, and nothing of it is
//! saved: the layer takes write-only values out of every answer, and the resource finds them in
//! [`Change::config`].
//!
//! # Functions
//! A [`Function`] gives a value for values, at any time, and asks nobody.
//!
//! ```
//! use driftlock_tfplugin::{Function, FunctionError, Parameter, Signature, Type, Value};
//!
//! struct Double;
//!
//! impl Function for Double {
//!     fn signature(&self) -> Signature {
//!         Signature::returning(Type::Number)
//!             .describe("Doubles a number", "Gives `number` twice.")
//!             .parameter(Parameter::new("number", Type::Number))
//!     }
//!
//!     fn call(&self, arguments: &[Value]) -> Result<Value, FunctionError> {
//!         let number = arguments.first().and_then(Value::as_i64);
//!         let number = number.ok_or_else(|| FunctionError::new("not a whole number").at(0))?;
//!         let twice = number.checked_mul(2);
//!         Ok(twice.ok_or_else(|| FunctionError::new("too large").at(0))?.into())
//!     }
//! }
//!
//! assert_eq!(Double.call(&[21_i64.into()]), Ok(42_i64.into()));
//! assert_eq!(Double.call(&["a".into()]).unwrap_err().argument, Some(0));
//! ```
//!
//! # What Terraform calls, and when
//! Configurations are validated offline, and may hold unknowns. Then the provider is configured,
//! once; old states are upgraded, resources are read and planned. An apply starts the provider
//! anew, plans once more what was unknown, and then creates, updates and deletes, many
//! resources at a time: `&self` everywhere, with what they share behind an `Arc`.

mod connections;
mod context;
mod debug;
mod diagnostics;
mod ephemeral;
mod function;
mod handshake;
mod identity;
mod launch;
mod listener;
mod log;
mod path;
mod plan;
mod process;
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
pub use launch::Launch;
pub use listener::Listen;
pub use path::AttributePath;
pub use plan::Plan;
pub use provider::{Change, DataSource, Failure, MoveSource, Provider, Resource};
pub use schema::{Attribute, Block, BlockNesting, Kind, NestedBlock, Nesting, Presence, Schema};
pub use serve::{ServeError, run, serve};
pub use tls::TlsError;
pub use types::{InvalidType, Type};
pub use value::{DecodeError, EncodeError, InvalidJson, InvalidNumber, Number, Unknown, Value};

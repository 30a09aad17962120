//! What every call has in common: decoding, encoding, panics, and collecting what was said.

use std::any::Any;
use std::panic::AssertUnwindSafe;

use futures::FutureExt;

use super::Server;
use crate::context::Context;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::proto::tfplugin6 as wire;
use crate::schema::Schema;
use crate::types::Type;
use crate::value::Value;

impl Server {
    pub(super) fn context(&self, private: Vec<u8>) -> Context {
        let client = self.client.get().cloned().unwrap_or_default();
        Context::new(self.stop.child_token(), client, private)
    }
}

/// Awaits a call into the provider. A panic in it becomes a diagnostic that names `subject`,
/// and the other calls go on.
pub(super) async fn guard<T, E: From<Diagnostics>>(
    method: &'static str,
    subject: &str,
    call: impl Future<Output = Result<T, E>>,
) -> Result<T, E> {
    tracing::trace!(method, subject, "call");
    match AssertUnwindSafe(call).catch_unwind().await {
        Ok(result) => result,
        Err(payload) => Err(E::from(panicked(method, subject, payload.as_ref()).into())),
    }
}

/// All that the rules of the schema found, and all that the provider finds besides.
pub(super) async fn judge(
    mut found: Diagnostics,
    subject: &str,
    validate: impl Future<Output = Result<(), Diagnostics>>,
) -> Result<(), Diagnostics> {
    if let Err(more) = guard("validate", subject, validate).await {
        found.extend(more);
    }
    found.into_result()
}

fn panicked(method: &str, subject: &str, payload: &(dyn Any + Send)) -> Diagnostic {
    let text = payload.downcast_ref::<&str>().copied();
    let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    Diagnostic::error(format!("`{subject}`: the provider panicked in `{method}`"))
        .detail(format!("{}.", text.unwrap_or("no message")))
        .detail("This is a defect of the provider. Please report it with the log of the same command under `TF_LOG_PROVIDER=debug`; nothing else in this run was disturbed.")
}

/// Reads a value that the client sent. Absent is null.
pub(super) fn decode(sent: Option<&wire::DynamicValue>, ty: &Type) -> Result<Value, Diagnostics> {
    match sent {
        None => Ok(Value::Null),
        Some(sent) if !sent.msgpack.is_empty() => Value::from_msgpack(&sent.msgpack, ty)
            .map_err(|error| unreadable(&error, error.path.clone())),
        Some(sent) if !sent.json.is_empty() => {
            Value::from_json(&sent.json, ty).map_err(|error| unreadable(&error, error.path.clone()))
        }
        Some(_) => Ok(Value::Null),
    }
}

fn unreadable(error: &dyn std::error::Error, path: crate::path::AttributePath) -> Diagnostics {
    Diagnostic::error(format!("reading what the client sent: {error}"))
        .detail("The client and the provider disagree about the schema. Run `terraform init -upgrade`, and restart whatever keeps a provider running.")
        .at(path)
        .into()
}

/// Writes a value of `schema` for the client.
pub(super) fn encode(
    value: Value,
    schema: &Schema,
    ty: &Type,
) -> Result<wire::DynamicValue, Diagnostics> {
    let value = schema.block.conform(value);
    match value.to_msgpack(ty) {
        Ok(msgpack) => Ok(wire::DynamicValue {
            msgpack,
            json: Vec::new(),
        }),
        Err(error) => Err(wrong_value(&error).at(error.path.clone()).into()),
    }
}

/// Whether `answer` has everything that `config` sets, as it is set there.
pub(super) fn kept(config: &Value, answer: &Value) -> Result<(), Diagnostics> {
    match config.first_difference(answer) {
        None => Ok(()),
        Some(path) => {
            let problem = format!("`{path}` is not as the configuration sets it");
            Err(wrong_value(&problem).at(path).into())
        }
    }
}

/// What a call may answer after which nothing becomes known any more.
pub(super) fn known(answer: &Value) -> Result<(), Diagnostics> {
    match answer.first_unknown() {
        None => Ok(()),
        Some(path) => {
            let problem = format!("`{path}` is unknown, and stays so");
            Err(wrong_value(&problem).at(path).into())
        }
    }
}

pub(super) fn wrong_value(problem: &dyn std::fmt::Display) -> Diagnostic {
    defect(format!(
        "the provider answered with a wrong value: {problem}"
    ))
}

pub(super) fn defect(summary: String) -> Diagnostic {
    Diagnostic::error(summary).detail("This is a defect of the provider. Please report it.")
}

/// What the call said, then what made it fail.
pub(super) fn report(cx: &Context, failure: Option<Diagnostics>) -> Vec<wire::Diagnostic> {
    let said = cx.take_said().into_iter();
    said.chain(failure.into_iter().flatten())
        .map(Diagnostic::into_wire)
        .collect()
}

/// The two halves of an answer.
pub(super) fn split<T>(result: Result<T, Diagnostics>) -> (Option<T>, Option<Diagnostics>) {
    match result {
        Ok(value) => (Some(value), None),
        Err(failure) => (None, Some(failure)),
    }
}

//! Calls of functions.

use std::collections::HashMap;
use std::sync::Arc;

use super::Server;
use super::call::{decode, guard, known, wrong_value};
use crate::diagnostics::Diagnostics;
use crate::function::{Function, FunctionError, Signature};
use crate::proto::tfplugin6 as wire;
use crate::value::Value;

/// A function with its signature, asked for once.
pub(super) struct Callable {
    signature: Signature,
    behind: Arc<dyn Function>,
}

impl From<Arc<dyn Function>> for Callable {
    fn from(behind: Arc<dyn Function>) -> Self {
        Callable {
            signature: behind.signature(),
            behind,
        }
    }
}

impl Server {
    pub(super) fn functions(&self) -> wire::get_functions::Response {
        wire::get_functions::Response {
            functions: self.signatures(),
            diagnostics: Vec::new(),
        }
    }

    pub(super) fn signatures(&self) -> HashMap<String, wire::Function> {
        let functions = self.functions.iter();
        functions
            .map(|(name, function)| ((*name).to_owned(), function.signature.to_wire()))
            .collect()
    }

    pub(super) async fn call_function(
        &self,
        request: wire::call_function::Request,
    ) -> wire::call_function::Response {
        let (result, error) = match self.try_call(&request).await {
            Ok(result) => (Some(result), None),
            Err(error) => (None, Some(error.into_wire())),
        };
        wire::call_function::Response { result, error }
    }

    async fn try_call(
        &self,
        request: &wire::call_function::Request,
    ) -> Result<wire::DynamicValue, FunctionError> {
        let name = request.name.as_str();
        let function = self
            .functions
            .get(name)
            .ok_or_else(|| FunctionError::new(format!("this provider has no function `{name}`")))?;
        let signature = &function.signature;
        let given = arguments(signature, &request.arguments)?;
        let all_known = given.iter().all(Value::is_wholly_known);
        let may_know = |(index, value): (usize, &Value)| {
            value.is_wholly_known() || signature.of(index).is_some_and(|of| of.allow_unknown)
        };
        let result = if given.iter().enumerate().all(may_know) {
            let call = async { Ok(function.behind.call(&given)) };
            guard("call", name, call).await.map_err(told)??
        } else {
            Value::unknown()
        };
        if all_known {
            known(&result).map_err(told)?;
        }
        match result.to_msgpack(&signature.returns) {
            Ok(msgpack) => Ok(wire::DynamicValue {
                msgpack,
                json: Vec::new(),
            }),
            Err(error) => Err(told(wrong_value(&error).into())),
        }
    }
}

fn arguments(
    signature: &Signature,
    sent: &[wire::DynamicValue],
) -> Result<Vec<Value>, FunctionError> {
    let due = signature.parameters.len();
    if sent.len() < due || (sent.len() > due && signature.variadic.is_none()) {
        let text = format!("{} arguments where {due} are due", sent.len());
        return Err(FunctionError::new(text));
    }
    let mut values = Vec::with_capacity(sent.len());
    for (index, sent) in sent.iter().enumerate() {
        let Some(parameter) = signature.of(index) else {
            break;
        };
        let value = decode(Some(sent), &parameter.ty).map_err(|error| told(error).at(index))?;
        if value.is_null() && !parameter.allow_null {
            let text = format!("`{}` is null", parameter.name);
            return Err(FunctionError::new(text).at(index));
        }
        values.push(value);
    }
    Ok(values)
}

/// A function can say one text only.
fn told(diagnostics: Diagnostics) -> FunctionError {
    let texts = diagnostics
        .into_iter()
        .map(|one| match one.detail.as_str() {
            "" => one.summary,
            detail => format!("{}\n\n{detail}", one.summary),
        });
    FunctionError::new(texts.collect::<Vec<_>>().join("\n\n"))
}

//! Functions: one that joins, one that repeats anything, and one that fails as it is told to.

use driftlock_tfplugin::{Function, FunctionError, Parameter, Signature, Type, Value};

/// `join(separator, parts...)`, where a part that is null is left out.
pub(crate) struct Join;

impl Function for Join {
    fn signature(&self) -> Signature {
        let part = Parameter::new("parts", Type::String).describe("What to join.");
        Signature::returning(Type::String)
            .describe("Joins texts", "Joins all `parts` that are not null.")
            .parameter(Parameter::new("separator", Type::String))
            .variadic(part.allow_null())
    }

    fn call(&self, arguments: &[Value]) -> Result<Value, FunctionError> {
        let mut texts = arguments.iter().filter_map(Value::as_str);
        let separator = texts.next().unwrap_or_default();
        let parts: Vec<&str> = texts.collect();
        Ok(parts.join(separator).into())
    }
}

/// `again(value)`, whatever that is.
pub(crate) struct Again;

impl Function for Again {
    fn signature(&self) -> Signature {
        let value = Parameter::new("value", Type::Dynamic);
        Signature::returning(Type::Dynamic)
            .parameter(value.allow_null().allow_unknown())
            .deprecated("Use the value itself.")
    }

    fn call(&self, arguments: &[Value]) -> Result<Value, FunctionError> {
        Ok(arguments.first().cloned().unwrap_or_default())
    }
}

/// `fail(how)`
pub(crate) struct Fail;

impl Function for Fail {
    fn signature(&self) -> Signature {
        Signature::returning(Type::Number).parameter(Parameter::new("how", Type::String))
    }

    #[expect(clippy::panic, reason = "it is what the test asks for")]
    fn call(&self, arguments: &[Value]) -> Result<Value, FunctionError> {
        match arguments.first().and_then(Value::as_str) {
            Some("panic") => panic!("this went wrong"),
            Some("wrong") => Ok("no number".into()),
            Some("unknown") => Ok(Value::unknown()),
            how => {
                let text = format!("`{}` is no way to fail", how.unwrap_or_default());
                Err(FunctionError::new(text).at(0))
            }
        }
    }
}

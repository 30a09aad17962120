//! Values to MessagePack.

use std::collections::BTreeMap;

use rmp::encode as put;

use super::super::number::Repr;
use super::super::{Number, Value};
use super::REFINED_UNKNOWN;
use crate::path::AttributePath;
use crate::types::Type;

/// A value that does not fit the type it is sent as.
#[derive(Debug, thiserror::Error)]
#[error("`{path}`: {problem}")]
pub struct EncodeError {
    /// Where in the value.
    pub path: AttributePath,
    problem: String,
}

pub(super) fn encode(value: &Value, ty: &Type) -> Result<Vec<u8>, EncodeError> {
    let mut writer = Writer {
        out: Vec::new(),
        path: AttributePath::root(),
    };
    writer.value(value, ty)?;
    Ok(writer.out)
}

struct Writer {
    out: Vec<u8>,
    path: AttributePath,
}

/// Writing to memory has no error to report; `rmp` returns one for the sake of other sinks.
fn sure<E>(_written: Result<(), E>) {}

impl Writer {
    fn value(&mut self, value: &Value, ty: &Type) -> Result<(), EncodeError> {
        match (ty, value) {
            (_, Value::Null) => sure(put::write_nil(&mut self.out)),
            (_, Value::Unknown(unknown)) => self.unknown(&unknown.refinements)?,
            (Type::Dynamic, value) => self.dynamic(value)?,
            (_, Value::Dynamic(typed)) => self.value(&typed.1, ty)?,
            (Type::Bool, Value::Bool(value)) => sure(put::write_bool(&mut self.out, *value)),
            (Type::Number, Value::Number(number)) => self.number(number)?,
            (Type::String, Value::String(text)) => self.text(text)?,
            (Type::List(of) | Type::Set(of), Value::List(items) | Value::Set(items)) => {
                self.sequence(items, items.iter().map(|_| of.as_ref()))?;
            }
            (Type::Tuple(types), Value::List(items) | Value::Set(items))
                if types.len() == items.len() =>
            {
                self.sequence(items, types.iter())?;
            }
            (Type::Map(of), Value::Map(items) | Value::Object(items)) => self.map(items, of)?,
            (Type::Object(types), Value::Object(items) | Value::Map(items)) => {
                self.object(items, types)?;
            }
            (ty, value) => return Err(self.error(format!("{} where {ty} is due", kind(value)))),
        }
        Ok(())
    }

    fn unknown(&mut self, refinements: &[u8]) -> Result<(), EncodeError> {
        if refinements.is_empty() {
            // Code 0, one byte that means nothing.
            self.out.extend([0xd4, 0, 0]);
            return Ok(());
        }
        let len = self.len(refinements.len())?;
        put::write_ext_meta(&mut self.out, len, REFINED_UNKNOWN)
            .map_err(|error| self.error(error.to_string()))?;
        self.out.extend(refinements);
        Ok(())
    }

    fn number(&mut self, number: &Number) -> Result<(), EncodeError> {
        match &number.0 {
            Repr::Int(int) => {
                put::write_sint(&mut self.out, *int).map_err(|e| self.error(e.to_string()))?;
            }
            Repr::UInt(int) => {
                put::write_uint(&mut self.out, *int).map_err(|e| self.error(e.to_string()))?;
            }
            Repr::Float(float) => sure(put::write_f64(&mut self.out, *float)),
            Repr::Decimal(text) => self.text(text)?,
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), EncodeError> {
        self.len(text.len())?;
        sure(put::write_str(&mut self.out, text));
        Ok(())
    }

    fn sequence<'t>(
        &mut self,
        items: &[Value],
        types: impl Iterator<Item = &'t Type>,
    ) -> Result<(), EncodeError> {
        let len = self.len(items.len())?;
        sure(put::write_array_len(&mut self.out, len).map(drop));
        for (index, (item, ty)) in items.iter().zip(types).enumerate() {
            self.path.push_index(index);
            self.value(item, ty)?;
            self.path.pop();
        }
        Ok(())
    }

    fn map(&mut self, items: &BTreeMap<String, Value>, ty: &Type) -> Result<(), EncodeError> {
        let len = self.len(items.len())?;
        sure(put::write_map_len(&mut self.out, len).map(drop));
        for (key, item) in items {
            self.path.push_key(key);
            self.text(key)?;
            self.value(item, ty)?;
            self.path.pop();
        }
        Ok(())
    }

    fn object(
        &mut self,
        items: &BTreeMap<String, Value>,
        types: &BTreeMap<String, Type>,
    ) -> Result<(), EncodeError> {
        if let Some(extra) = items.keys().find(|name| !types.contains_key(*name)) {
            return Err(self.error(format!("no attribute `{extra}` in the schema")));
        }
        let len = self.len(types.len())?;
        sure(put::write_map_len(&mut self.out, len).map(drop));
        for (name, ty) in types {
            self.path.push_attribute(name);
            self.text(name)?;
            self.value(items.get(name).unwrap_or(&Value::Null), ty)?;
            self.path.pop();
        }
        Ok(())
    }

    fn dynamic(&mut self, value: &Value) -> Result<(), EncodeError> {
        let (ty, value) = match value {
            Value::Dynamic(typed) => (typed.0.clone(), &typed.1),
            plain => (implied(plain), plain),
        };
        let spelling = ty.to_json().to_string();
        sure(put::write_array_len(&mut self.out, 2).map(drop));
        self.len(spelling.len())?;
        sure(put::write_bin(&mut self.out, spelling.as_bytes()));
        self.value(value, &ty)
    }

    fn len(&self, len: usize) -> Result<u32, EncodeError> {
        u32::try_from(len).map_err(|_| self.error("longer than the protocol allows".to_owned()))
    }

    fn error(&self, problem: String) -> EncodeError {
        EncodeError {
            path: self.path.clone(),
            problem,
        }
    }
}

/// The type that a value has by itself, where the schema leaves it open.
fn implied(value: &Value) -> Type {
    match value {
        Value::Null | Value::Unknown(_) => Type::Dynamic,
        Value::Bool(_) => Type::Bool,
        Value::Number(_) => Type::Number,
        Value::String(_) => Type::String,
        Value::List(items) | Value::Set(items) => Type::Tuple(items.iter().map(implied).collect()),
        Value::Map(items) | Value::Object(items) => Type::Object(
            items
                .iter()
                .map(|(name, item)| (name.clone(), implied(item)))
                .collect(),
        ),
        Value::Dynamic(typed) => typed.0.clone(),
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Unknown(_) => "unknown",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::List(_) => "list",
        Value::Set(_) => "set",
        Value::Map(_) => "map",
        Value::Object(_) => "object",
        Value::Dynamic(_) => "dynamic value",
    }
}

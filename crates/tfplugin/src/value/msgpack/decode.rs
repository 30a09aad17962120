//! MessagePack to values.

use std::collections::BTreeMap;

use rmp::Marker;

use super::super::{Number, Unknown, Value};
use super::REFINED_UNKNOWN;
use crate::path::AttributePath;
use crate::types::Type;

/// Bytes that are not the MessagePack of a value of the type due.
#[derive(Debug, thiserror::Error)]
#[error("`{path}`: {problem}")]
pub struct DecodeError {
    /// Where in the value.
    pub path: AttributePath,
    problem: String,
}

pub(super) fn decode(bytes: &[u8], ty: &Type) -> Result<Value, DecodeError> {
    let mut reader = Reader {
        rest: bytes,
        path: AttributePath::root(),
        depth: 0,
    };
    let value = reader.value(ty)?;
    if reader.rest.is_empty() {
        Ok(value)
    } else {
        Err(reader.error(format!("{} bytes too many", reader.rest.len())))
    }
}

/// Dynamic values carry their own types, so their depth is not bounded by the schema.
const DEEPEST: usize = 256;

struct Reader<'a> {
    rest: &'a [u8],
    path: AttributePath,
    depth: usize,
}

impl<'a> Reader<'a> {
    fn value(&mut self, ty: &Type) -> Result<Value, DecodeError> {
        if self.depth > DEEPEST {
            return Err(self.error("nested too deeply".to_owned()));
        }
        self.depth += 1;
        let marker = self.marker()?;
        let value = match marker {
            Marker::Null => Value::Null,
            _ => match self.extension(marker)? {
                Some(unknown) => Value::Unknown(unknown),
                None => self.known(marker, ty)?,
            },
        };
        self.depth -= 1;
        Ok(value)
    }

    fn known(&mut self, marker: Marker, ty: &Type) -> Result<Value, DecodeError> {
        match ty {
            Type::Bool => match marker {
                Marker::True => Ok(Value::Bool(true)),
                Marker::False => Ok(Value::Bool(false)),
                other => Err(self.unexpected(other, ty)),
            },
            Type::Number => self.number(marker).map(Value::Number),
            Type::String => self.text(marker).map(|text| Value::String(text.to_owned())),
            Type::List(of) => self.sequence(marker, of).map(Value::List),
            Type::Set(of) => self.sequence(marker, of).map(Value::Set),
            Type::Tuple(types) => self.tuple(marker, types),
            Type::Map(of) => self.map(marker, of),
            Type::Object(types) => self.object(marker, types),
            Type::Dynamic => self.dynamic(marker),
        }
    }

    fn number(&mut self, marker: Marker) -> Result<Number, DecodeError> {
        Ok(match marker {
            Marker::FixPos(int) => i64::from(int).into(),
            Marker::FixNeg(int) => i64::from(int).into(),
            Marker::U8 => i64::from(u8::from_be_bytes(self.bytes()?)).into(),
            Marker::U16 => i64::from(u16::from_be_bytes(self.bytes()?)).into(),
            Marker::U32 => i64::from(u32::from_be_bytes(self.bytes()?)).into(),
            Marker::U64 => u64::from_be_bytes(self.bytes()?).into(),
            Marker::I8 => i64::from(i8::from_be_bytes(self.bytes()?)).into(),
            Marker::I16 => i64::from(i16::from_be_bytes(self.bytes()?)).into(),
            Marker::I32 => i64::from(i32::from_be_bytes(self.bytes()?)).into(),
            Marker::I64 => i64::from_be_bytes(self.bytes()?).into(),
            Marker::F32 => {
                let float = f32::from_be_bytes(self.bytes()?);
                self.float(float.into())?
            }
            Marker::F64 => {
                let float = f64::from_be_bytes(self.bytes()?);
                self.float(float)?
            }
            text => {
                let text = self.text(text)?;
                Number::parse(text).map_err(|error| self.error(error.to_string()))?
            }
        })
    }

    fn float(&self, float: f64) -> Result<Number, DecodeError> {
        Number::from_exact(float).ok_or_else(|| self.error("not a number".to_owned()))
    }

    fn text(&mut self, marker: Marker) -> Result<&'a str, DecodeError> {
        let len = match marker {
            Marker::FixStr(len) => usize::from(len),
            Marker::Str8 => usize::from(u8::from_be_bytes(self.bytes()?)),
            Marker::Str16 => usize::from(u16::from_be_bytes(self.bytes()?)),
            Marker::Str32 => self.length32()?,
            other => return Err(self.unexpected(other, &Type::String)),
        };
        let bytes = self.take(len)?;
        std::str::from_utf8(bytes).map_err(|error| self.error(error.to_string()))
    }

    fn sequence(&mut self, marker: Marker, ty: &Type) -> Result<Vec<Value>, DecodeError> {
        let len = self.array_len(marker)?;
        let mut items = Vec::with_capacity(len.min(self.rest.len()));
        for index in 0..len {
            self.path.push_index(index);
            items.push(self.value(ty)?);
            self.path.pop();
        }
        Ok(items)
    }

    fn tuple(&mut self, marker: Marker, types: &[Type]) -> Result<Value, DecodeError> {
        let len = self.array_len(marker)?;
        if len != types.len() {
            return Err(self.error(format!("{len} elements where {} are due", types.len())));
        }
        let mut items = Vec::with_capacity(len);
        for (index, ty) in types.iter().enumerate() {
            self.path.push_index(index);
            items.push(self.value(ty)?);
            self.path.pop();
        }
        Ok(Value::List(items))
    }

    fn map(&mut self, marker: Marker, ty: &Type) -> Result<Value, DecodeError> {
        let mut items = BTreeMap::new();
        for _ in 0..self.map_len(marker)? {
            let key = self.key()?;
            self.path.push_key(key);
            items.insert(key.to_owned(), self.value(ty)?);
            self.path.pop();
        }
        Ok(Value::Map(items))
    }

    fn object(
        &mut self,
        marker: Marker,
        types: &BTreeMap<String, Type>,
    ) -> Result<Value, DecodeError> {
        let mut items = BTreeMap::new();
        for _ in 0..self.map_len(marker)? {
            let name = self.key()?;
            let Some(ty) = types.get(name) else {
                return Err(self.error(format!("no attribute `{name}` in the schema")));
            };
            self.path.push_attribute(name);
            items.insert(name.to_owned(), self.value(ty)?);
            self.path.pop();
        }
        for name in types.keys() {
            if !items.contains_key(name) {
                items.insert(name.clone(), Value::Null);
            }
        }
        Ok(Value::Object(items))
    }

    fn dynamic(&mut self, marker: Marker) -> Result<Value, DecodeError> {
        if self.array_len(marker)? != 2 {
            return Err(self.error("a dynamic value is a pair".to_owned()));
        }
        let len = match self.marker()? {
            Marker::Bin8 => usize::from(u8::from_be_bytes(self.bytes()?)),
            Marker::Bin16 => usize::from(u16::from_be_bytes(self.bytes()?)),
            Marker::Bin32 => self.length32()?,
            other => return Err(self.error(format!("{other:?} where a type is due"))),
        };
        let spelling = self.take(len)?;
        let ty = serde_json::from_slice(spelling).map_err(|e| self.error(e.to_string()))?;
        let ty = Type::from_json(&ty).map_err(|error| self.error(error.to_string()))?;
        let value = self.value(&ty)?;
        Ok(Value::Dynamic(Box::new((ty, value))))
    }

    /// Any extension is an unknown value; the payload means something under one code only.
    fn extension(&mut self, marker: Marker) -> Result<Option<Unknown>, DecodeError> {
        let len = match marker {
            Marker::FixExt1 => 1,
            Marker::FixExt2 => 2,
            Marker::FixExt4 => 4,
            Marker::FixExt8 => 8,
            Marker::FixExt16 => 16,
            Marker::Ext8 => usize::from(u8::from_be_bytes(self.bytes()?)),
            Marker::Ext16 => usize::from(u16::from_be_bytes(self.bytes()?)),
            Marker::Ext32 => self.length32()?,
            _ => return Ok(None),
        };
        let code = i8::from_be_bytes(self.bytes()?);
        let payload = self.take(len)?;
        let refinements = if code == REFINED_UNKNOWN {
            payload.to_vec()
        } else {
            Vec::new()
        };
        Ok(Some(Unknown { refinements }))
    }

    fn key(&mut self) -> Result<&'a str, DecodeError> {
        let marker = self.marker()?;
        self.text(marker)
    }

    fn array_len(&mut self, marker: Marker) -> Result<usize, DecodeError> {
        match marker {
            Marker::FixArray(len) => Ok(usize::from(len)),
            Marker::Array16 => Ok(usize::from(u16::from_be_bytes(self.bytes()?))),
            Marker::Array32 => self.length32(),
            other => Err(self.error(format!("{other:?} where an array is due"))),
        }
    }

    fn map_len(&mut self, marker: Marker) -> Result<usize, DecodeError> {
        match marker {
            Marker::FixMap(len) => Ok(usize::from(len)),
            Marker::Map16 => Ok(usize::from(u16::from_be_bytes(self.bytes()?))),
            Marker::Map32 => self.length32(),
            other => Err(self.error(format!("{other:?} where a map is due"))),
        }
    }

    fn length32(&mut self) -> Result<usize, DecodeError> {
        let len = u32::from_be_bytes(self.bytes()?);
        usize::try_from(len).map_err(|error| self.error(error.to_string()))
    }

    fn marker(&mut self) -> Result<Marker, DecodeError> {
        Ok(Marker::from_u8(u8::from_be_bytes(self.bytes()?)))
    }

    fn bytes<const N: usize>(&mut self) -> Result<[u8; N], DecodeError> {
        match self.rest.split_first_chunk() {
            Some((bytes, rest)) => {
                self.rest = rest;
                Ok(*bytes)
            }
            None => Err(self.error("the bytes end too early".to_owned())),
        }
    }

    fn take(&mut self, len: usize) -> Result<&'a [u8], DecodeError> {
        match self.rest.split_at_checked(len) {
            Some((bytes, rest)) => {
                self.rest = rest;
                Ok(bytes)
            }
            None => Err(self.error("the bytes end too early".to_owned())),
        }
    }

    fn unexpected(&self, marker: Marker, ty: &Type) -> DecodeError {
        self.error(format!("{marker:?} where {ty} is due"))
    }

    fn error(&self, problem: String) -> DecodeError {
        DecodeError {
            path: self.path.clone(),
            problem,
        }
    }
}

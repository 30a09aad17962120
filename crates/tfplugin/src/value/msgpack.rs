//! The MessagePack encoding of values, directed by their type.
//!
//! Source: "Wire Format for Terraform Objects and Associated Values" in Terraform's
//! plugin-protocol documentation.

mod decode;
mod encode;

pub use decode::DecodeError;
pub use encode::EncodeError;

use super::Value;
use crate::types::Type;

/// Extension code of an unknown value about which something is known.
const REFINED_UNKNOWN: i8 = 12;

impl Value {
    /// Reads a value of type `ty`.
    ///
    /// # Errors
    /// When the bytes are not MessagePack or do not fit the type; the error names the place.
    pub fn from_msgpack(bytes: &[u8], ty: &Type) -> Result<Value, DecodeError> {
        decode::decode(bytes, ty)
    }

    /// Writes the value as type `ty`. Attributes that an object lacks are written as null.
    ///
    /// # Errors
    /// When the value does not fit the type; the error names the place.
    pub fn to_msgpack(&self, ty: &Type) -> Result<Vec<u8>, EncodeError> {
        encode::encode(self, ty)
    }
}

#[cfg(test)]
mod tests;

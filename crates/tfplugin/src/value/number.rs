//! Terraform's numbers: integers, floats, and decimals of any length.
//!
//! Terraform keeps 512 bits of precision and sends a number as an integer where it is one,
//! as a float where that is exact, and else as decimal text. `0.1` therefore travels as text.
//! Each number here has one spelling, the one Terraform would send, so that equality of
//! two numbers is equality of their spellings.

use std::fmt;

/// A number, kept as exactly as Terraform sent it.
#[derive(Clone, Debug, PartialEq)]
pub struct Number(pub(crate) Repr);

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Repr {
    Int(i64),
    /// Only for what lies beyond `i64`.
    UInt(u64),
    /// Never NaN, never a whole number that fits an integer.
    Float(f64),
    /// Anything that no float holds exactly.
    Decimal(String),
}

/// Text that is not a decimal number.
#[derive(Debug, thiserror::Error)]
#[error("`{text}` is not a number")]
pub struct InvalidNumber {
    text: String,
}

impl Number {
    /// Reads decimal text, with or without fraction and exponent.
    ///
    /// # Errors
    /// When `text` is not a decimal number.
    pub fn parse(text: &str) -> Result<Number, InvalidNumber> {
        if let Ok(int) = text.parse::<i64>() {
            return Ok(Number(Repr::Int(int)));
        }
        if let Ok(int) = text.parse::<u64>() {
            return Ok(Number(Repr::UInt(int)));
        }
        let invalid = || InvalidNumber {
            text: text.to_owned(),
        };
        let float = text.parse::<f64>().map_err(|_| invalid())?;
        if !text
            .bytes()
            .all(|b| matches!(b, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E'))
        {
            return Err(invalid());
        }
        Ok(if is_exactly(float, text) {
            Number::from_exact(float).ok_or_else(invalid)?
        } else {
            Number(Repr::Decimal(text.to_owned()))
        })
    }

    /// Exactly the number that the float stands for; `None` for NaN.
    #[must_use]
    pub fn from_exact(float: f64) -> Option<Number> {
        if float.is_nan() {
            return None;
        }
        let whole = float.fract() == 0.0 && float.abs() < 9_007_199_254_740_992.0;
        Some(match format!("{float:.0}").parse::<i64>() {
            Ok(int) if whole => Number(Repr::Int(int)),
            _ => Number(Repr::Float(float)),
        })
    }

    /// The number as `i64`, if it is one.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        match self.0 {
            Repr::Int(int) => Some(int),
            _ => None,
        }
    }

    /// The number as `u64`, if it is one.
    #[must_use]
    pub fn as_u64(&self) -> Option<u64> {
        match self.0 {
            Repr::Int(int) => u64::try_from(int).ok(),
            Repr::UInt(int) => Some(int),
            _ => None,
        }
    }

    /// The nearest float.
    #[must_use]
    pub fn as_f64(&self) -> f64 {
        match &self.0 {
            Repr::Float(float) => *float,
            // The text of every number parses as a float: it was checked on the way in.
            other => other.to_string().parse().unwrap_or(f64::INFINITY),
        }
    }
}

/// Whether the decimal expansion of `float` is `text`, digit by digit.
fn is_exactly(float: f64, text: &str) -> bool {
    if !float.is_finite() || text.contains(['e', 'E']) {
        return false;
    }
    let (sign, digits) = text
        .strip_prefix('-')
        .map_or(("", text), |rest| ("-", rest));
    let digits = digits
        .strip_prefix('+')
        .unwrap_or(digits)
        .trim_start_matches('0');
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let whole = if whole.is_empty() { "0" } else { whole };
    // 1,074 fraction digits hold every float exactly.
    let expansion = format!("{float:.1074}");
    expansion.trim_end_matches('0').trim_end_matches('.')
        == format!("{sign}{whole}.{fraction}")
            .trim_end_matches('0')
            .trim_end_matches('.')
}

impl fmt::Display for Repr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Repr::Int(int) => int.fmt(f),
            Repr::UInt(int) => int.fmt(f),
            Repr::Float(float) => float.fmt(f),
            Repr::Decimal(text) => f.write_str(text),
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl From<i64> for Number {
    fn from(int: i64) -> Self {
        Number(Repr::Int(int))
    }
}

impl From<u64> for Number {
    fn from(int: u64) -> Self {
        i64::try_from(int).map_or(Number(Repr::UInt(int)), Number::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Repr) {
        assert_eq!(Number::parse(text).unwrap().0, expected, "{text}");
    }

    #[test]
    fn each_number_has_the_spelling_that_terraform_sends() {
        check("42", Repr::Int(42));
        check("-42.0", Repr::Int(-42));
        check("18446744073709551615", Repr::UInt(u64::MAX));
        check("0.5", Repr::Float(0.5));
        check("-00.50", Repr::Float(-0.5));
        check("0.1", Repr::Decimal("0.1".to_owned()));
        check(
            "3.14159265358979323846264338",
            Repr::Decimal("3.14159265358979323846264338".to_owned()),
        );
        check("1e+100", Repr::Decimal("1e+100".to_owned()));
    }

    #[test]
    fn words_are_not_numbers() {
        for text in ["", "NaN", "inf", "infinity", "0x10", "1_000", "twelve"] {
            assert!(Number::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn decimals_still_have_a_nearest_float() {
        assert_eq!(Number::parse("0.1").unwrap().as_f64(), 0.1);
        assert_eq!(Number::parse("12").unwrap().as_u64(), Some(12));
        assert_eq!(Number::parse("-12").unwrap().as_u64(), None);
    }
}

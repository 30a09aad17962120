//! `sprintf` as OPA has it, which is Go's: <https://pkg.go.dev/fmt>, "Printing".
//!
//! The engine's own drops what does not fit a verb, and knows neither widths of strings nor most
//! flags; so messages lost words without an error.

use anyhow::bail;
use regorus::Value;

/// No width or precision may be greater: memory is not the policy's to use up.
const WIDEST: usize = 10_000;

/// The text has no more bytes.
const LONGEST: usize = 1 << 24;

/// One argument, as OPA hands it to Go.
enum Argument {
    Integer(String),
    Float(f64),
    Text(String),
}

/// What stands between a percent sign and its verb.
#[derive(Default)]
struct Spec {
    minus: bool,
    plus: bool,
    sharp: bool,
    space: bool,
    zero: bool,
    width: Option<usize>,
    precision: Option<usize>,
}

/// The text of a format and its arguments.
pub(super) fn sprintf(arguments: &[Value]) -> anyhow::Result<Value> {
    let [Value::String(format), Value::Array(values)] = arguments else {
        bail!("`sprintf` expects a string and an array");
    };
    let values: Vec<Argument> = values.iter().map(argument).collect();
    let (mut text, mut used) = (String::new(), 0);
    let mut rest = format.chars().peekable();
    while let Some(character) = rest.next() {
        if character != '%' {
            text.push(character);
            continue;
        }
        let spec = spec(&mut rest)?;
        match rest.next() {
            None => text += "%!(NOVERB)",
            Some('%') => text.push('%'),
            Some(verb) => {
                match values.get(used) {
                    Some(value) => text += &spec.render(verb, value),
                    None => text += &format!("%!{verb}(MISSING)"),
                }
                used += 1;
                if text.len() > LONGEST {
                    bail!("this text would be too long");
                }
            }
        }
    }
    if let Some(extra) = values.get(used..).filter(|extra| !extra.is_empty()) {
        let extra: Vec<String> = extra.iter().map(Argument::described).collect();
        text += &format!("%!(EXTRA {})", extra.join(", "));
    }
    Ok(Value::from(text))
}

fn spec(rest: &mut std::iter::Peekable<std::str::Chars<'_>>) -> anyhow::Result<Spec> {
    let mut spec = Spec::default();
    while let Some(flag) = rest.next_if(|c| "-+# 0".contains(*c)) {
        match flag {
            '-' => spec.minus = true,
            '+' => spec.plus = true,
            '#' => spec.sharp = true,
            ' ' => spec.space = true,
            _ => spec.zero = true,
        }
    }
    spec.width = number(rest)?;
    if rest.next_if_eq(&'.').is_some() {
        spec.precision = Some(number(rest)?.unwrap_or(0));
    }
    if rest.peek().is_some_and(|c| matches!(c, '*' | '[')) {
        bail!("`sprintf` takes no width from its arguments, and none by number");
    }
    Ok(spec)
}

fn number(rest: &mut std::iter::Peekable<std::str::Chars<'_>>) -> anyhow::Result<Option<usize>> {
    let mut digits = String::new();
    while let Some(digit) = rest.next_if(char::is_ascii_digit) {
        digits.push(digit);
    }
    match digits.parse::<usize>() {
        _ if digits.is_empty() => Ok(None),
        Ok(number) if number <= WIDEST => Ok(Some(number)),
        _ => bail!("`sprintf` makes nothing wider than {WIDEST} characters"),
    }
}

fn argument(value: &Value) -> Argument {
    match value {
        Value::String(text) => Argument::Text(text.to_string()),
        Value::Number(_) => {
            let text = value.to_string();
            match text.parse() {
                Ok(float) if text.contains(['.', 'e', 'E']) => Argument::Float(float),
                _ => Argument::Integer(text),
            }
        }
        other => Argument::Text(term(other)),
    }
}

/// A value as Rego writes it.
fn term(value: &Value) -> String {
    let list = |items: Vec<String>| items.join(", ");
    match value {
        Value::Array(items) => format!("[{}]", list(items.iter().map(term).collect())),
        Value::Set(items) if items.is_empty() => "set()".to_owned(),
        Value::Set(items) => format!("{{{}}}", list(items.iter().map(term).collect())),
        Value::Object(entries) => {
            let entry = |(key, value): (&Value, &Value)| format!("{}: {}", term(key), term(value));
            format!("{{{}}}", list(entries.iter_sorted().map(entry).collect()))
        }
        scalar => scalar.to_string(),
    }
}

impl Argument {
    /// With its type, as Go names what does not fit.
    fn described(&self) -> String {
        match self {
            Self::Integer(digits) => format!("int={digits}"),
            Self::Float(float) => format!("float64={}", shortest(*float)),
            Self::Text(text) => format!("string={text}"),
        }
    }
}

impl Spec {
    fn render(&self, verb: char, argument: &Argument) -> String {
        let rendered = match argument {
            Argument::Integer(digits) => self.integer(verb, digits),
            Argument::Float(float) => self.float(verb, *float),
            Argument::Text(text) => self.text(verb, text),
        };
        rendered.unwrap_or_else(|| match verb {
            'T' => self.pad(match argument {
                Argument::Integer(_) => "int",
                Argument::Float(_) => "float64",
                Argument::Text(_) => "string",
            }),
            _ => format!("%!{verb}({})", argument.described()),
        })
    }

    fn integer(&self, verb: char, digits: &str) -> Option<String> {
        let number: i128 = match verb {
            'd' | 'v' => {
                return Some(self.signed(digits.starts_with('-'), digits.trim_start_matches('-')));
            }
            'b' | 'o' | 'O' | 'x' | 'X' | 'c' | 'q' | 'U' => digits.parse().ok()?,
            _ => return None,
        };
        let (negative, size) = (number < 0, number.unsigned_abs());
        let prefix = |prefix: &str, digits: String| match self.sharp || prefix == "0o" {
            true => format!("{prefix}{digits}"),
            false => digits,
        };
        let character = || {
            u32::try_from(number)
                .ok()
                .and_then(char::from_u32)
                .unwrap_or('\u{fffd}')
        };
        Some(match verb {
            'b' => self.signed(negative, &prefix("0b", format!("{size:b}"))),
            'o' => self.signed(negative, &prefix("0", format!("{size:o}"))),
            'O' => self.signed(negative, &prefix("0o", format!("{size:o}"))),
            'x' => self.signed(negative, &prefix("0x", format!("{size:x}"))),
            'X' => self.signed(negative, &prefix("0X", format!("{size:X}"))),
            'U' => self.pad(&format!("U+{size:04X}")),
            'c' => self.pad(&character().to_string()),
            _ => self.pad(&format!("'{}'", character())),
        })
    }

    fn float(&self, verb: char, float: f64) -> Option<String> {
        let size = float.abs();
        let text = match (verb, self.precision) {
            ('v' | 'g' | 'G', None) => shortest(size),
            ('v' | 'g' | 'G', Some(precision)) => rounded(size, precision),
            ('f' | 'F', precision) => format!("{size:.*}", precision.unwrap_or(6)),
            ('e' | 'E', precision) => exponent(&format!("{size:.*e}", precision.unwrap_or(6))),
            _ => return None,
        };
        let text = if matches!(verb, 'E' | 'G') {
            text.to_uppercase()
        } else {
            text
        };
        Some(self.signed(float.is_sign_negative(), &text))
    }

    fn text(&self, verb: char, text: &str) -> Option<String> {
        let cut: String = match self.precision {
            Some(precision) => text.chars().take(precision).collect(),
            None => text.to_owned(),
        };
        Some(match verb {
            's' | 'v' => self.pad(&cut),
            'q' if self.sharp && !cut.contains('`') => self.pad(&format!("`{cut}`")),
            'q' => self.pad(&Value::from(cut).to_string()),
            'x' => self.pad(
                &cut.bytes()
                    .map(|byte| format!("{byte:02x}"))
                    .collect::<String>(),
            ),
            'X' => self.pad(
                &cut.bytes()
                    .map(|byte| format!("{byte:02X}"))
                    .collect::<String>(),
            ),
            _ => return None,
        })
    }

    /// A number with its sign, which stands before zeros and after blanks.
    fn signed(&self, negative: bool, size: &str) -> String {
        let sign = match (negative, self.plus, self.space) {
            (true, _, _) => "-",
            (_, true, _) => "+",
            (_, _, true) => " ",
            _ => "",
        };
        let width = self.width.unwrap_or(0).saturating_sub(sign.len());
        if self.zero && !self.minus {
            return format!("{sign}{size:0>width$}");
        }
        self.pad(&format!("{sign}{size}"))
    }

    fn pad(&self, text: &str) -> String {
        let width = self.width.unwrap_or(0);
        if self.minus {
            format!("{text:<width$}")
        } else {
            format!("{text:>width$}")
        }
    }
}

/// The fewest digits that tell a number from all others, with an exponent where it is large.
fn shortest(float: f64) -> String {
    let scientific = format!("{float:e}");
    match scientific
        .split_once('e')
        .map(|(_, power)| power.parse::<i32>())
    {
        Some(Ok(power)) if !(-4..6).contains(&power) => exponent(&scientific),
        _ => format!("{float}"),
    }
}

/// A number to so many digits, without zeros at its end.
fn rounded(float: f64, digits: usize) -> String {
    let digits = digits.max(1);
    let scientific = format!("{float:.*e}", digits - 1);
    let Some((mantissa, power)) = scientific.split_once('e') else {
        return scientific;
    };
    let trim = |text: &str| match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text.to_owned(),
    };
    match power.parse::<i64>() {
        Ok(power) if power >= -4 && power < i64::try_from(digits).unwrap_or(i64::MAX) => {
            let after = i64::try_from(digits).unwrap_or(0) - 1 - power;
            trim(&format!("{float:.*}", usize::try_from(after).unwrap_or(0)))
        }
        _ => exponent(&format!("{}e{power}", trim(mantissa))),
    }
}

/// `1.5e3` as `1.5e+03`.
fn exponent(scientific: &str) -> String {
    match scientific.split_once('e') {
        Some((mantissa, power)) => {
            let sign = if power.starts_with('-') { '-' } else { '+' };
            format!("{mantissa}e{sign}{:0>2}", power.trim_start_matches('-'))
        }
        None => scientific.to_owned(),
    }
}

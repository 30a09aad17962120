//! Builtins that the engine lacks, or has otherwise than OPA.
//! Meaning: <https://www.openpolicyagent.org/docs/policy-reference>.
//!
//! An extension hides the engine's builtin of its name. `anyhow` appears here and in what this file
//! calls, because the engine's extensions return it.

use std::collections::BTreeSet;

use anyhow::{Context, bail};
use ipnet::IpNet;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use regorus::{Engine, Value};

use super::pattern::{self, Patterns};
use super::sprintf::sprintf;

/// A builtin: its arguments, and patterns that were compiled before.
type Builtin = fn(&[Value], &mut Patterns) -> anyhow::Result<Value>;

/// Every builtin that is added, with the number of its arguments.
const BUILTINS: [(&str, u8, Builtin); 21] = [
    ("all", 1, |arguments, _| all(arguments)),
    ("any", 1, |arguments, _| any(arguments)),
    ("array.concat", 2, |arguments, _| array_concat(arguments)),
    ("bits.lsh", 2, |arguments, _| shift_left(arguments)),
    ("concat", 2, |arguments, _| concat(arguments)),
    ("glob.match", 3, glob_match),
    ("glob.quote_meta", 1, |arguments, _| {
        Ok(Value::from(pattern::quoted(text(arguments, 0)?)))
    }),
    ("net.cidr_expand", 1, |arguments, _| cidr_expand(arguments)),
    ("net.cidr_intersects", 2, |arguments, _| {
        cidr_intersects(arguments)
    }),
    ("numbers.range", 2, |arguments, _| range(arguments)),
    ("numbers.range_step", 3, |arguments, _| range(arguments)),
    ("re_match", 2, regex_match),
    ("regex.find_all_string_submatch_n", 3, regex_submatches),
    ("regex.find_n", 3, regex_find),
    ("regex.is_valid", 1, |arguments, patterns| {
        Ok(Value::Bool(
            text(arguments, 0).is_ok_and(|pattern| patterns.regex(pattern).is_ok()),
        ))
    }),
    ("regex.match", 2, regex_match),
    ("regex.replace", 3, regex_replace),
    ("regex.split", 2, regex_split),
    ("replace", 3, |arguments, _| replace(arguments)),
    ("sprintf", 2, |arguments, _| sprintf(arguments)),
    ("time.add_date", 4, |arguments, _| add_date(arguments)),
];

/// A list or set that one call makes holds no more.
const MOST: usize = 1 << 18;

/// A text or number that one call makes has no more bytes.
const LONGEST: usize = 1 << 24;

/// A number is shifted by no more bits.
const FARTHEST: u64 = 1 << 12;

/// Adds the builtins to an engine.
pub(super) fn add(engine: &mut Engine) -> anyhow::Result<()> {
    for (name, arguments, builtin) in BUILTINS {
        let mut patterns = Patterns::default();
        let call = move |arguments: Vec<Value>| builtin(&arguments, &mut patterns);
        engine.add_extension(name.to_owned(), arguments, Box::new(call))?;
    }
    Ok(())
}

/// True for the name of a builtin that is added.
pub(super) fn has(name: &str) -> bool {
    BUILTINS.iter().any(|(known, ..)| *known == name)
}

fn all(arguments: &[Value]) -> anyhow::Result<Value> {
    let holds = match arguments {
        [Value::Array(items)] => items.iter().all(is_true),
        [Value::Set(items)] => items.iter().all(is_true),
        _ => bail!("`all` expects an array or a set"),
    };
    Ok(Value::Bool(holds))
}

fn any(arguments: &[Value]) -> anyhow::Result<Value> {
    let holds = match arguments {
        [Value::Array(items)] => items.iter().any(is_true),
        [Value::Set(items)] => items.iter().any(is_true),
        _ => bail!("`any` expects an array or a set"),
    };
    Ok(Value::Bool(holds))
}

fn is_true(value: &Value) -> bool {
    matches!(value, Value::Bool(true))
}

fn array_concat(arguments: &[Value]) -> anyhow::Result<Value> {
    let [Value::Array(first), Value::Array(second)] = arguments else {
        bail!("`array.concat` expects two arrays");
    };
    if first.len() + second.len() > LONGEST / size_of::<Value>() {
        bail!("this array would be too long");
    }
    Ok(Value::from(
        first
            .iter()
            .chain(second.iter())
            .cloned()
            .collect::<Vec<_>>(),
    ))
}

fn shift_left(arguments: &[Value]) -> anyhow::Result<Value> {
    let [Value::Number(number), Value::Number(by)] = arguments else {
        bail!("`bits.lsh` expects two numbers");
    };
    if by.as_u64().is_none_or(|by| by > FARTHEST) {
        bail!("`bits.lsh` shifts by 0 to {FARTHEST} bits");
    }
    number
        .lsh(by)
        .map(Value::from)
        .context("`bits.lsh` expects whole numbers")
}

fn concat(arguments: &[Value]) -> anyhow::Result<Value> {
    let parts: Vec<&Value> = match arguments.get(1) {
        Some(Value::Array(items)) => items.iter().collect(),
        Some(Value::Set(items)) => items.iter().collect(),
        _ => bail!("`concat` expects an array or a set of strings"),
    };
    let parts = parts.into_iter().map(|part| match part {
        Value::String(text) => Ok(text.as_ref()),
        _ => bail!("`concat` expects strings"),
    });
    let (delimiter, parts) = (
        text(arguments, 0)?,
        parts.collect::<anyhow::Result<Vec<&str>>>()?,
    );
    let length = parts.iter().map(|part| part.len() + delimiter.len()).sum();
    within(length)?;
    Ok(Value::from(parts.join(delimiter)))
}

fn replace(arguments: &[Value]) -> anyhow::Result<Value> {
    let [whole, old, new] = [
        text(arguments, 0)?,
        text(arguments, 1)?,
        text(arguments, 2)?,
    ];
    within(
        whole
            .matches(old)
            .count()
            .saturating_mul(new.len())
            .saturating_add(whole.len()),
    )?;
    Ok(Value::from(whole.replace(old, new)))
}

fn within(length: usize) -> anyhow::Result<()> {
    if length > LONGEST {
        bail!("this text would be too long");
    }
    Ok(())
}

fn glob_match(arguments: &[Value], patterns: &mut Patterns) -> anyhow::Result<Value> {
    let delimiters = match arguments.get(1) {
        Some(Value::Null) => Vec::new(),
        Some(Value::Array(items)) if items.is_empty() => vec!['.'],
        Some(Value::Array(items)) => items.iter().map(character).collect::<anyhow::Result<_>>()?,
        _ => bail!("`glob.match` expects an array of delimiters, or null"),
    };
    let glob = patterns.glob(text(arguments, 0)?, &delimiters)?;
    Ok(Value::Bool(glob.is_match(text(arguments, 2)?)))
}

fn character(value: &Value) -> anyhow::Result<char> {
    let Value::String(text) = value else {
        bail!("a delimiter is a string");
    };
    let mut characters = text.chars();
    match (characters.next(), characters.next()) {
        (Some(one), None) => Ok(one),
        _ => bail!("a delimiter is one character"),
    }
}

fn cidr_expand(arguments: &[Value]) -> anyhow::Result<Value> {
    let net = cidr(arguments, 0)?;
    let (bits, most) = (net.max_prefix_len() - net.prefix_len(), MOST.ilog2());
    if u32::from(bits) > most {
        bail!("`net.cidr_expand` lists no more than {MOST} addresses");
    }
    let mut addresses: BTreeSet<Value> = net
        .hosts()
        .map(|address| Value::from(address.to_string()))
        .collect();
    // They are addresses like others here, though no hosts.
    addresses.extend([net.network(), net.broadcast()].map(|end| Value::from(end.to_string())));
    Ok(Value::from(addresses))
}

fn cidr_intersects(arguments: &[Value]) -> anyhow::Result<Value> {
    let (a, b) = (cidr(arguments, 0)?, cidr(arguments, 1)?);
    Ok(Value::Bool(a.contains(&b) || b.contains(&a)))
}

fn cidr(arguments: &[Value], at: usize) -> anyhow::Result<IpNet> {
    let text = text(arguments, at)?;
    text.parse().with_context(|| format!("`{text}` is no cidr"))
}

fn range(arguments: &[Value]) -> anyhow::Result<Value> {
    let (from, to) = (integer(arguments.first())?, integer(arguments.get(1))?);
    let step = match arguments.get(2) {
        None => 1,
        step => integer(step)?,
    };
    if step < 1 {
        bail!("the step of a range is greater than 0");
    }
    let count = from.abs_diff(to) / step.unsigned_abs();
    if count >= MOST as u64 {
        bail!("a range holds no more than {MOST} numbers");
    }
    let step = if from <= to { step } else { -step };
    let numbers = (0..=count).scan(from, |next, _| {
        let number = *next;
        *next = next.saturating_add(step);
        Some(Value::from(number))
    });
    Ok(Value::from(numbers.collect::<Vec<_>>()))
}

fn regex_match(arguments: &[Value], patterns: &mut Patterns) -> anyhow::Result<Value> {
    let pattern = patterns.regex(text(arguments, 0)?)?;
    Ok(Value::Bool(pattern.is_match(text(arguments, 1)?)))
}

fn regex_find(arguments: &[Value], patterns: &mut Patterns) -> anyhow::Result<Value> {
    let pattern = patterns.regex(text(arguments, 0)?)?;
    let found = pattern
        .find_iter(text(arguments, 1)?)
        .map(|found| Value::from(found.as_str()));
    Ok(Value::from(
        found.take(most(arguments)?).collect::<Vec<_>>(),
    ))
}

fn regex_submatches(arguments: &[Value], patterns: &mut Patterns) -> anyhow::Result<Value> {
    let pattern = patterns.regex(text(arguments, 0)?)?;
    let groups = |found: regex::Captures<'_>| {
        let groups = found
            .iter()
            .map(|group| Value::from(group.map_or("", |group| group.as_str())));
        Value::from(groups.collect::<Vec<_>>())
    };
    let found = pattern.captures_iter(text(arguments, 1)?).map(groups);
    Ok(Value::from(
        found.take(most(arguments)?).collect::<Vec<_>>(),
    ))
}

/// How many matches are asked for; a negative number means all.
fn most(arguments: &[Value]) -> anyhow::Result<usize> {
    match arguments.get(2) {
        Some(Value::Number(number)) => {
            let number = number
                .as_i64()
                .context("the number of matches is a whole number")?;
            Ok(usize::try_from(number).unwrap_or(usize::MAX))
        }
        _ => bail!("the number of matches is a number"),
    }
}

fn regex_replace(arguments: &[Value], patterns: &mut Patterns) -> anyhow::Result<Value> {
    let pattern = patterns.regex(text(arguments, 1)?)?;
    let replaced = pattern.replace_all(text(arguments, 0)?, text(arguments, 2)?);
    Ok(Value::from(replaced.as_ref()))
}

/// As Go splits: an empty match at the very beginning divides nothing.
fn regex_split(arguments: &[Value], patterns: &mut Patterns) -> anyhow::Result<Value> {
    let (pattern, text) = (patterns.regex(text(arguments, 0)?)?, text(arguments, 1)?);
    let (mut parts, mut start, mut end) = (Vec::new(), 0, 0);
    for found in pattern.find_iter(text) {
        end = found.start();
        if found.end() != 0 {
            parts.push(Value::from(text.get(start..end).unwrap_or_default()));
        }
        start = found.end();
    }
    if end != text.len() || text.is_empty() {
        parts.push(Value::from(text.get(start..).unwrap_or_default()));
    }
    Ok(Value::from(parts))
}

/// As Go adds: a day that the month does not have is one of the next month.
fn add_date(arguments: &[Value]) -> anyhow::Result<Value> {
    let at = match arguments.first() {
        Some(Value::Array(items)) => match items.iter().collect::<Vec<_>>().as_slice() {
            [at, Value::String(zone)] if matches!(zone.as_ref(), "" | "UTC") => integer(Some(at))?,
            _ => bail!("`time.add_date` counts in UTC only"),
        },
        other => integer(other)?,
    };
    let [years, months, days] = [1, 2, 3].map(|at| integer(arguments.get(at)));
    let time = Timestamp::from_nanosecond(i128::from(at))?
        .to_zoned(TimeZone::UTC)
        .datetime();
    let month = (i64::from(time.month()) - 1).saturating_add(months?);
    let year = i64::from(time.year())
        .saturating_add(years?)
        .saturating_add(month.div_euclid(12));
    let first = Date::new(
        i16::try_from(year)?,
        i8::try_from(month.rem_euclid(12) + 1)?,
        1,
    )?;
    let day = first.checked_add(Span::new().try_days(i64::from(time.day()) - 1)?)?;
    let day = day.checked_add(Span::new().try_days(days?)?)?;
    let then = day
        .to_datetime(time.time())
        .to_zoned(TimeZone::UTC)?
        .timestamp();
    Ok(Value::from(i64::try_from(then.as_nanosecond())?))
}

fn integer(value: Option<&Value>) -> anyhow::Result<i64> {
    match value {
        Some(Value::Number(number)) => number.as_i64().context("this is no whole number"),
        _ => bail!("this is no number"),
    }
}

fn text(arguments: &[Value], at: usize) -> anyhow::Result<&str> {
    match arguments.get(at) {
        Some(Value::String(text)) => Ok(text),
        _ => bail!("argument {} is no string", at + 1),
    }
}

//! Patterns as OPA reads them: regular expressions of Go, and globs with delimiters.
//!
//! The engine hands patterns to Rust's `regex` as they are, to which `\d`, `\w`, `\s` and `\b` mean
//! all of Unicode, and `[[` and `&&` operations on classes; and its globs know no colon as a
//! delimiter, which is what the parts of an ARN are told apart by.
//! Meaning: <https://github.com/google/re2/wiki/Syntax>, <https://pkg.go.dev/github.com/gobwas/glob>.

use std::collections::HashMap;
use std::iter::Peekable;
use std::str::Chars;

use anyhow::{Context, bail};
use regex::{Regex, RegexBuilder};

/// A compiled pattern may take so many bytes.
const LARGEST: usize = 1 << 20;

/// So many compiled patterns are kept.
const KEPT: usize = 256;

/// Patterns, each compiled once.
#[derive(Clone, Default)]
pub(super) struct Patterns {
    known: HashMap<String, Regex>,
}

impl Patterns {
    /// A regular expression of Go.
    pub(super) fn regex(&mut self, pattern: &str) -> anyhow::Result<Regex> {
        self.compiled(pattern, translated)
    }

    /// A glob, whose stars stop at delimiters.
    pub(super) fn glob(&mut self, glob: &str, delimiters: &[char]) -> anyhow::Result<Regex> {
        let key = format!("{}\u{0}{glob}", delimiters.iter().collect::<String>());
        self.compiled(&key, |_| Glob::new(glob, delimiters).whole())
    }

    fn compiled(
        &mut self,
        key: &str,
        source: impl FnOnce(&str) -> anyhow::Result<String>,
    ) -> anyhow::Result<Regex> {
        if let Some(known) = self.known.get(key) {
            return Ok(known.clone());
        }
        let compiled = RegexBuilder::new(&source(key)?)
            .size_limit(LARGEST)
            .build()
            .context("invalid regex")?;
        if self.known.len() >= KEPT {
            self.known.clear();
        }
        self.known.insert(key.to_owned(), compiled.clone());
        Ok(compiled)
    }
}

/// A glob, quoted so that it matches nothing but itself.
pub(super) fn quoted(glob: &str) -> String {
    let mut quoted = String::with_capacity(glob.len());
    for character in glob.chars() {
        if "*?\\[]{}".contains(character) {
            quoted.push('\\');
        }
        quoted.push(character);
    }
    quoted
}

/// A regular expression of Go in the words of Rust's.
fn translated(pattern: &str) -> anyhow::Result<String> {
    let (mut out, mut rest) = (
        String::with_capacity(pattern.len()),
        pattern.chars().peekable(),
    );
    while let Some(character) = rest.next() {
        match character {
            '\\' => match rest.next() {
                Some('b') => out += r"(?-u:\b)",
                Some('B') => bail!("`\\B` is not offered in a regex"),
                Some('Q') => out += &literal(&mut rest),
                Some(escaped @ ('<' | '>')) => out.push(escaped),
                Some(escaped) => match ascii(escaped) {
                    Some(class) => out += &format!("[{class}]"),
                    None => out.extend(['\\', escaped]),
                },
                None => out.push('\\'),
            },
            '[' => class(&mut rest, &mut out),
            other => out.push(other),
        }
    }
    Ok(out)
}

/// What follows `\Q`, up to `\E`.
fn literal(rest: &mut Peekable<Chars<'_>>) -> String {
    let mut text = String::new();
    while let Some(character) = rest.next() {
        if character == '\\' && rest.next_if_eq(&'E').is_some() {
            break;
        }
        text.push(character);
    }
    regex::escape(&text)
}

/// The members of one of Perl's classes, all of them ASCII.
fn ascii(name: char) -> Option<&'static str> {
    match name {
        'd' => Some("0-9"),
        'D' => Some("^0-9"),
        'w' => Some("0-9A-Za-z_"),
        'W' => Some("^0-9A-Za-z_"),
        's' => Some(r"\t\n\f\r "),
        'S' => Some(r"^\t\n\f\r "),
        _ => None,
    }
}

/// A class, whose opening bracket is read already.
fn class(rest: &mut Peekable<Chars<'_>>, out: &mut String) {
    out.push('[');
    out.extend(rest.next_if_eq(&'^'));
    if rest.next_if_eq(&']').is_some() {
        *out += r"\]";
    }
    while let Some(character) = rest.next() {
        match character {
            ']' => {
                out.push(']');
                return;
            }
            '[' if rest.peek() == Some(&':') => {
                out.push('[');
                for inner in rest.by_ref() {
                    out.push(inner);
                    if inner == ']' {
                        break;
                    }
                }
            }
            '[' | '&' | '~' => out.extend(['\\', character]),
            '-' if rest.next_if_eq(&'-').is_some() => *out += r"-\-",
            '\\' => match rest.next() {
                Some(escaped) => match ascii(escaped) {
                    Some(class) => *out += &format!("[{class}]"),
                    None => out.extend(['\\', escaped]),
                },
                None => out.push('\\'),
            },
            other => out.push(other),
        }
    }
}

/// A glob on its way to a regular expression.
struct Glob<'g> {
    rest: Peekable<Chars<'g>>,
    /// One character that is no delimiter.
    one: String,
    out: String,
}

impl<'g> Glob<'g> {
    fn new(glob: &'g str, delimiters: &[char]) -> Self {
        let escaped: String = delimiters.iter().map(|c| escaped(*c)).collect();
        Self {
            rest: glob.chars().peekable(),
            one: match escaped.is_empty() {
                true => "(?s:.)".to_owned(),
                false => format!("[^{escaped}]"),
            },
            out: String::new(),
        }
    }

    fn whole(mut self) -> anyhow::Result<String> {
        self.part(0)?;
        Ok(format!(r"\A(?:{})\z", self.out))
    }

    fn part(&mut self, depth: usize) -> anyhow::Result<()> {
        while let Some(character) = self.rest.next() {
            match character {
                '*' => {
                    let mut stars = 1;
                    while self.rest.next_if_eq(&'*').is_some() {
                        stars += 1;
                    }
                    self.out += if stars == 1 { &self.one } else { "(?s:.)" };
                    self.out.push('*');
                }
                '?' => self.out += &self.one,
                '[' => self.list()?,
                '{' if depth < 16 => {
                    self.out += "(?:";
                    self.part(depth + 1)?;
                    self.out.push(')');
                }
                ',' if depth > 0 => self.out.push('|'),
                '}' if depth > 0 => return Ok(()),
                '{' | '}' | ']' => bail!("invalid glob: a bracket without its other"),
                '\\' => {
                    let quoted = self.rest.next().context("invalid glob: it ends in `\\`")?;
                    self.out += &escaped(quoted);
                }
                other => self.out += &escaped(other),
            }
        }
        match depth {
            0 => Ok(()),
            _ => bail!("invalid glob: a bracket without its other"),
        }
    }

    /// `[abc]`, `[a-z]` or one of them after `!`.
    fn list(&mut self) -> anyhow::Result<()> {
        let not = self.rest.next_if_eq(&'!').is_some();
        let mut members = Vec::new();
        loop {
            match self.rest.next() {
                Some(']') => break,
                Some('\\') => members.extend(self.rest.next()),
                Some(member) => members.push(member),
                None => bail!("invalid glob: a bracket without its other"),
            }
        }
        let inside = match members.as_slice() {
            [] => bail!("invalid glob: empty brackets"),
            [low, '-', high] if low <= high => format!("{}-{}", escaped(*low), escaped(*high)),
            [_, '-', ..] => bail!("invalid glob: a range stands alone in its brackets"),
            members => members.iter().map(|c| escaped(*c)).collect(),
        };
        self.out += &format!("[{}{inside}]", if not { "^" } else { "" });
        Ok(())
    }
}

/// A character that means itself, inside classes and outside.
fn escaped(character: char) -> String {
    if character.is_alphanumeric() || !character.is_ascii() {
        return character.to_string();
    }
    format!(r"\x{{{:x}}}", u32::from(character))
}

//! Ignores as people type them.

use driftlock_core::Ignore;

use crate::when::parse_time;

const USE: &str = "use PATH=REASON, such as 'aws_sqs_queue.*.tags.LastScan=scanned nightly', or \
                   'PATH until TIME=REASON'";

/// `PATH=REASON`, or `PATH until TIME=REASON`.
pub(crate) fn parse_ignore(text: &str) -> Result<Ignore, String> {
    let (left, reason) = text.split_at_checked(end_of_path(text)).ok_or(USE)?;
    let reason = reason.strip_prefix('=').ok_or(USE)?.trim();
    let (path, expires) = match left.rsplit_once(" until ") {
        Some((path, time)) if !time.contains(']') => (path, Some(parse_time(time.trim())?)),
        _ => (left, None),
    };
    if reason.is_empty() {
        return Err(format!("say why it may change; {USE}"));
    }
    Ok(Ignore {
        path: path.trim().to_owned(),
        reason: reason.to_owned(),
        expires,
    })
}

/// Where the first `=` outside of brackets is: a label such as a tag's name may hold one.
fn end_of_path(text: &str) -> usize {
    let mut depth = 0_usize;
    for (at, letter) in text.char_indices() {
        match letter {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            '=' if depth == 0 => return at,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_has_a_reason_and_perhaps_an_end() {
        for (text, path, reason, expires) in [
            ("aws_a.*.n=scaled", "aws_a.*.n", "scaled", None),
            ("aws_a.*.n = a=b ", "aws_a.*.n", "a=b", None),
            (
                r#"aws_a.b.tags["k=v"]=x"#,
                r#"aws_a.b.tags["k=v"]"#,
                "x",
                None,
            ),
            (
                "aws_a.*.n until 2026-12-31=moving until spring",
                "aws_a.*.n",
                "moving until spring",
                Some("2026-12-31T00:00:00Z"),
            ),
            (
                "aws_a.*.n until 2026-12-31T12:00:00+01:00=x",
                "aws_a.*.n",
                "x",
                Some("2026-12-31T11:00:00Z"),
            ),
            (
                "aws_a.*.in[open until noon]=x",
                "aws_a.*.in[open until noon]",
                "x",
                None,
            ),
        ] {
            let ignore = parse_ignore(text).unwrap();
            let until = ignore.expires.map(|time| time.to_string());
            assert_eq!((&*ignore.path, &*ignore.reason), (path, reason), "{text}");
            assert_eq!(until.as_deref(), expires, "{text}");
        }
        for text in ["", "aws_a.*.n", "aws_a.*.n= ", "aws_a.*.n until soon=x"] {
            assert!(parse_ignore(text).is_err(), "{text}");
        }
    }
}

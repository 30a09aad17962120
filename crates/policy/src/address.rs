//! Terraform's spelling of addresses and references: `module.a["x.y"].aws_s3_bucket.b[0].id`.

use crate::resource::Key;

/// One piece of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Segment<'a> {
    /// A name between dots.
    Name(&'a str),
    /// An instance key in brackets.
    Key(Key),
}

/// The pieces of an address, up to the first one that is malformed.
pub(crate) fn segments(address: &str) -> Vec<Segment<'_>> {
    let mut found = Vec::new();
    let mut rest = address;
    while let Some((segment, after)) = next(rest) {
        found.push(segment);
        rest = after.strip_prefix('.').unwrap_or(after);
    }
    found
}

/// The address without any instance key: `module.a.aws_s3_bucket.b`.
pub(crate) fn without_keys(address: &str) -> String {
    let names = segments(address)
        .into_iter()
        .filter_map(|segment| match segment {
            Segment::Name(name) => Some(name),
            Segment::Key(_) => None,
        });
    names.collect::<Vec<_>>().join(".")
}

fn next(text: &str) -> Option<(Segment<'_>, &str)> {
    if let Some(inside) = text.strip_prefix('[') {
        return next_key(inside);
    }
    let end = text.find(['.', '[']).unwrap_or(text.len());
    let (name, rest) = text.split_at_checked(end)?;
    (!name.is_empty()).then_some((Segment::Name(name), rest))
}

fn next_key(inside: &str) -> Option<(Segment<'_>, &str)> {
    if inside.starts_with('"') {
        let end = quoted_end(inside)?;
        let (quoted, rest) = inside.split_at_checked(end)?;
        let key = serde_json::from_str(quoted).ok()?;
        return Some((Segment::Key(Key::Text(key)), rest.strip_prefix(']')?));
    }
    let (number, rest) = inside.split_once(']')?;
    Some((Segment::Key(Key::Number(number.parse().ok()?)), rest))
}

/// Where the quoted string that begins `text` ends, closing quote included.
fn quoted_end(text: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, character) in text.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return Some(at + 1),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(key: &str) -> Segment<'static> {
        Segment::Key(Key::Text(key.to_owned()))
    }

    #[test]
    fn keys_may_hold_dots_brackets_and_quotes() {
        use Segment::Name;
        assert_eq!(
            segments(r#"module.a["x.y/[z]"].aws_s3_bucket.b[0].id"#),
            [
                Name("module"),
                Name("a"),
                text("x.y/[z]"),
                Name("aws_s3_bucket"),
                Name("b"),
                Segment::Key(Key::Number(0)),
                Name("id"),
            ]
        );
        assert_eq!(
            segments(r#"b["say \"hi\""]"#),
            [Name("b"), text("say \"hi\"")]
        );
    }

    #[test]
    fn keys_are_left_out() {
        let address = r#"module.a["k.1"].module.b[2].aws_s3_bucket.c["x"]"#;
        assert_eq!(without_keys(address), "module.a.module.b.aws_s3_bucket.c");
    }

    #[test]
    fn malformed_addresses_end_early_without_a_panic() {
        for address in ["a[", "a[\"", "a[\"é", "a[x]", "..", "[\"\\", "é[0"] {
            let _ = segments(address);
        }
    }
}

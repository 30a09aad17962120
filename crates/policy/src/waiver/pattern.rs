//! Which resources a waiver means.

use crate::address;
use crate::fault::Fault;

/// An address in which `*` stands for any characters, dots, slashes and brackets included.
///
/// A pattern without instance keys covers all instances: `module.site.aws_s3_bucket.web` means
/// `module.site["eu"].aws_s3_bucket.web[0]` too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern {
    parts: Vec<String>,
    keyless: bool,
}

impl Pattern {
    pub(super) fn new(text: &str) -> Self {
        Self {
            parts: text.split('*').map(str::to_owned).collect(),
            keyless: !text.contains('['),
        }
    }

    pub(super) fn matches(&self, address: &str) -> bool {
        self.fits(address) || (self.keyless && self.fits(&address::without_keys(address)))
    }

    fn fits(&self, text: &str) -> bool {
        match self.parts.as_slice() {
            [] => text.is_empty(),
            [only] => text == only,
            [first, middle @ .., last] => {
                let Some(mut rest) = text.strip_prefix(first.as_str()) else {
                    return false;
                };
                for part in middle {
                    match rest.split_once(part.as_str()) {
                        Some((_, after)) => rest = after,
                        None => return false,
                    }
                }
                rest.ends_with(last.as_str())
            }
        }
    }
}

/// Judges a pattern before it is kept.
///
/// # Errors
/// It is empty, begins or ends in white space, or has a bracket without its other half: it would match
/// nothing.
pub fn check(pattern: &str) -> Result<(), Fault> {
    let fault = |why: &str| {
        let help = "write an address such as `module.site.aws_s3_bucket.web`, or type and id such as \
                    `aws_s3_bucket.assets`; `*` stands for anything";
        Err(Fault::new(format!("`{pattern}` can be no resource: {why}")).help(help))
    };
    if pattern.trim().is_empty() {
        return fault("it is empty");
    }
    if pattern.trim() != pattern {
        return fault("it begins or ends in white space");
    }
    let depth = pattern.chars().try_fold(0_u32, |depth, c| match c {
        '[' => depth.checked_add(1),
        ']' => depth.checked_sub(1),
        _ => Some(depth),
    });
    match depth {
        Some(0) => Ok(()),
        _ => fault("its brackets are not closed"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INSTANCE: &str = r#"module.site["eu/west.1"].aws_s3_bucket.web["a.b"]"#;

    #[test]
    fn patterns_reach_into_modules_and_instances() {
        for pattern in [
            INSTANCE,
            "module.site.aws_s3_bucket.web",
            "*.aws_s3_bucket.web",
            "*",
            r#"module.site["eu/*"].*"#,
            "module.*.web*",
            r#"*web["a.b"]"#,
        ] {
            assert!(Pattern::new(pattern).matches(INSTANCE), "{pattern}");
        }
    }

    #[test]
    fn a_pattern_that_matches_nothing_is_refused() {
        for pattern in ["*", INSTANCE, "aws_s3_bucket.web", "aws_iam_role.a b"] {
            assert_eq!(check(pattern), Ok(()), "{pattern}");
        }
        for pattern in ["", "  ", " *", "*\n", "aws_s3_bucket.web[", "a]b["] {
            assert!(check(pattern).is_err(), "{pattern:?}");
        }
    }

    #[test]
    fn patterns_stay_with_what_they_name() {
        for pattern in [
            "aws_s3_bucket.web",
            r#"module.site["eu"].aws_s3_bucket.web["a.b"]"#,
            "module.site.aws_s3_bucket.we",
            "",
            r#"*web["a"]"#,
        ] {
            assert!(!Pattern::new(pattern).matches(INSTANCE), "{pattern}");
        }
        assert!(!Pattern::new("a*ab").matches("ab"));
    }
}

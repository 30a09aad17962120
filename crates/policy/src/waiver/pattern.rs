//! Which resources a waiver means.

use crate::address;

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

//! Tells whether a file may be Rego of before 1.0.
//!
//! In the old dialect `if`, `in`, `contains` and `every` are ordinary names unless they are
//! imported, so that a broken file of the new dialect may still parse as an old one, and mean
//! something else altogether.

/// The keywords that were imported in the old dialect.
const KEYWORDS: [&str; 4] = ["contains", "every", "if", "in"];

/// False when the text uses one of the keywords without importing it.
pub(super) fn may_be_v0(text: &str) -> bool {
    let code = code(text);
    let mut imports = code
        .lines()
        .filter_map(|line| line.trim().strip_prefix("import "));
    let imported: Vec<&str> = imports
        .by_ref()
        .filter_map(|path| {
            path.trim()
                .strip_prefix("future.keywords")
                .or(path.strip_prefix("rego.v1"))
        })
        .collect();
    let known = |keyword: &str| {
        imported.iter().any(|rest| match rest.strip_prefix('.') {
            None => rest.is_empty(),
            // `every` brings `in` along.
            Some(name) => name == keyword || (name, keyword) == ("every", "in"),
        })
    };
    !KEYWORDS
        .iter()
        .any(|keyword| !known(keyword) && uses(&code, keyword))
}

/// True when a keyword stands alone in the code. `contains(` and `x.if` are names in any dialect.
fn uses(code: &str, keyword: &str) -> bool {
    code.match_indices(keyword).any(|(at, _)| {
        let before = code.get(..at).and_then(|before| before.chars().next_back());
        let after = code
            .get(at + keyword.len()..)
            .and_then(|after| after.chars().next());
        let joins = |c: Option<char>| {
            c.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '('))
        };
        !joins(before.filter(|c| *c != '(')) && !joins(after)
    })
}

/// The text without comments, and without what stands in strings.
fn code(text: &str) -> String {
    let (mut code, mut inside) = (String::with_capacity(text.len()), None);
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match (inside, character) {
            (None, '"' | '`' | '#') => inside = Some(character),
            (None, _) => code.push(character),
            (Some('"'), '\\') => {
                characters.next();
            }
            (Some('#'), '\n') => {
                code.push('\n');
                inside = None;
            }
            (Some(open), _) if open == character && open != '#' => {
                code.push(' ');
                inside = None;
            }
            (Some(_), _) => {}
        }
    }
    code
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_files_are_recognised() {
        for text in [
            "deny[x] { contains(x, \"if\") } # if every",
            "import future.keywords\ndeny contains x if { some x in input.a }",
            "import future.keywords.in\ndeny[x] { some x in input.a; y := `every if` }",
            "import future.keywords.every\ndeny[x] { every y in input.a { y } }",
            "deny[x] { x.if == input[\"in\\\"in\"]; (contains(x, \"a\")) }",
        ] {
            assert!(may_be_v0(text), "{text}");
        }
    }

    #[test]
    fn new_files_are_not_taken_for_old_ones() {
        for text in [
            "deny contains \"x\" if { true }",
            "deny if true",
            "import future.keywords.in\ndeny if { some x in input.a }",
            "deny[x] { every y in x { y } }",
        ] {
            assert!(!may_be_v0(text), "{text}");
        }
    }
}

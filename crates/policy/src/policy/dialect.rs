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

/// Old Rego writes several bodies under one head, `p[x] { .. } { .. }`, which the engine does not
/// read for sets. The head is repeated before each further body; lines stay where they are.
pub(super) fn unchain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut scan = Scan::default();
    for (at, character) in text.char_indices() {
        if let Some(head) = scan.step(text, at, character) {
            out.push_str(&head);
        }
        out.push(character);
    }
    out
}

#[derive(Default)]
struct Scan {
    /// What the scan is inside of: a string, a raw string, a comment, or code.
    inside: Option<char>,
    escaped: bool,
    depth: usize,
    /// Where the current statement began.
    start: Option<usize>,
    /// The head of the rule whose body is open or was closed last.
    head: Option<String>,
    in_body: bool,
    /// The last character of code at depth zero, line ends left out.
    last: Option<char>,
}

impl Scan {
    /// Moves past one character; gives what must be written before it.
    fn step(&mut self, text: &str, at: usize, character: char) -> Option<String> {
        match self.inside {
            Some('"') if self.escaped => self.escaped = false,
            Some('"') if character == '\\' => self.escaped = true,
            Some('#') if character == '\n' => self.inside = None,
            Some(quote) if character == quote && quote != '#' => self.inside = None,
            Some(_) => {}
            None => return self.code(text, at, character),
        }
        None
    }

    fn code(&mut self, text: &str, at: usize, character: char) -> Option<String> {
        if matches!(character, '"' | '`' | '#') {
            self.inside = Some(character);
            if character == '#' {
                return None;
            }
        }
        let outside = self.depth == 0;
        let mut repeated = None;
        match character {
            '{' | '[' | '(' => {
                if outside && character == '{' {
                    repeated = self.open(text, at);
                }
                self.depth += 1;
            }
            '}' | ']' | ')' => {
                self.depth = self.depth.saturating_sub(1);
                if self.depth == 0 {
                    self.last = Some(character);
                    if character == '}' && self.in_body {
                        self.in_body = false;
                        self.start = None;
                    }
                }
            }
            _ => {}
        }
        if outside && !character.is_whitespace() {
            if self.start.is_none() && character != '{' {
                self.start = Some(at);
                self.head = None;
            }
            self.last = Some(character);
        } else if outside && character == '\n' && self.head.is_none() && self.last != Some('=') {
            // A statement without a body ends with its line.
            self.start = None;
        }
        repeated
    }

    /// A brace at depth zero: a term after `=`, else a body; the head is given for a further one.
    fn open(&mut self, text: &str, at: usize) -> Option<String> {
        if self.start.is_some() && matches!(self.last, Some('=' | ',' | '|' | '&' | '-')) {
            return None;
        }
        self.in_body = true;
        match self.start {
            Some(start) => {
                let head = text.get(start..at).unwrap_or_default();
                self.head = Some(head.split_whitespace().collect::<Vec<_>>().join(" "));
                None
            }
            None => self.head.as_ref().map(|head| format!("{head} ")),
        }
    }
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

    #[test]
    fn further_bodies_get_the_head_again() {
        let text = "p[x] {\n  x = {1}\n} {\n  x = 2 # }\n}\nq = {\"a\": 1} { true }\nr { p[\"}\"] }\n{ false }\n";
        let want = "p[x] {\n  x = {1}\n} p[x] {\n  x = 2 # }\n}\nq = {\"a\": 1} { true }\nr { p[\"}\"] }\nr { false }\n";
        assert_eq!(unchain(text), want);
    }

    #[test]
    fn what_has_one_body_stays_as_it_is() {
        for text in [
            "package a\n\nimport data.b\n\ndefault allow = false\n\nallow {\n  true\n}\n\ndeny[{\"m\": x}] { x := `}` }\n",
            "f(x) = y { y := {1} } else = {} { true }\n\nz := {\n  1,\n}\n\nw { true }\n",
        ] {
            assert_eq!(unchain(text), text);
        }
    }
}

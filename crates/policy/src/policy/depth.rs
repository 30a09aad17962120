//! Refuses texts that are nested too deeply before the engine parses them.
//!
//! The engine's parser tries each bracket as a comprehension first and then as a list, so that its
//! time doubles with every level; and what it makes of a chain like `1 + 1 + ...` is as deep as the
//! chain is long, and is walked by recursion.

use regorus::unstable::{self, Lexer, Span, TokenKind};

use super::error::PolicyError;
use super::guard::at;
use super::module::Source;

/// Brackets within brackets.
const DEEPEST: usize = 16;

/// Operators and references in one expression.
const LONGEST: usize = 200;

/// The first place that goes too deep.
pub(super) fn check(source: &Source) -> Result<(), PolicyError> {
    let Ok(text) = unstable::Source::from_contents(source.file.clone(), source.text.clone()) else {
        // Too long a text: the engine says so itself.
        return Ok(());
    };
    let (mut lexer, mut depths) = (Lexer::new(&text), Depths::default());
    // What is no token at all, the engine's parser reports.
    while let Ok(token) = lexer.next_token() {
        if token.0 == TokenKind::Eof {
            break;
        }
        if let Err(reason) = depths.token(&token.0, &token.1) {
            return Err(at(PolicyError::new(&source.file, reason), &token.1)
                .help("give parts of it names of their own: `part := ...`"));
        }
    }
    Ok(())
}

/// The chains of the brackets that are open, outermost first.
struct Depths {
    chains: Vec<usize>,
    after_operand: bool,
}

impl Default for Depths {
    fn default() -> Self {
        Self {
            chains: vec![0],
            after_operand: false,
        }
    }
}

impl Depths {
    fn token(&mut self, kind: &TokenKind, span: &Span) -> Result<(), String> {
        let text = match kind {
            TokenKind::String | TokenKind::RawString => "\"",
            _ => span.text(),
        };
        let subtracts = *kind == TokenKind::Number && text.starts_with('-');
        match text {
            "(" | "[" | "{" | "set(" => {
                self.link()?;
                self.chains.push(0);
                self.after_operand = false;
                if self.chains.len() > DEEPEST + 1 {
                    return Err(format!("brackets are nested more than {DEEPEST} deep"));
                }
            }
            ")" | "]" | "}" => {
                if self.chains.len() > 1 {
                    self.chains.pop();
                }
                self.after_operand = true;
            }
            "," | ";" | ":" | ":=" | "=" => self.begin(),
            _ if matches!(kind, TokenKind::Symbol) || text == "in" => {
                self.link()?;
                self.after_operand = false;
            }
            _ if subtracts => {
                self.link()?;
                self.after_operand = true;
            }
            _ => {
                // Two operands side by side: a new statement, or a word such as `if`.
                if self.after_operand {
                    self.begin();
                }
                self.after_operand = true;
            }
        }
        Ok(())
    }

    fn begin(&mut self) {
        if let Some(chain) = self.chains.last_mut() {
            *chain = 0;
        }
        self.after_operand = false;
    }

    fn link(&mut self) -> Result<(), String> {
        let Some(chain) = self.chains.last_mut() else {
            return Ok(());
        };
        *chain += 1;
        if *chain > LONGEST {
            return Err(format!("an expression has more than {LONGEST} operators"));
        }
        Ok(())
    }
}

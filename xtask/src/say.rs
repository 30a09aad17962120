//! What a person sees: headings, commands, their output, results and progress.

use std::time::Duration;

use anstream::{eprintln, println};
use anstyle::{AnsiColor, Style};
use indicatif::{ProgressBar, ProgressStyle};

const TITLE: Style = Style::new().bold().underline();
const TYPED: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const HEADING: Style = AnsiColor::Cyan.on_default().bold();
const GOOD: Style = AnsiColor::Green.on_default().bold();
const BAD: Style = AnsiColor::Red.on_default().bold();

/// The title of it all.
pub(crate) fn title(text: &str) {
    println!("\n{TITLE}{text}{TITLE:#}");
}

/// A line as it is.
pub(crate) fn line(text: &str) {
    println!("{text}");
}

/// A command as a user would type it.
pub(crate) fn command(text: &str) {
    println!("\n  {TYPED}$ {text}{TYPED:#}");
}

/// What a command printed.
pub(crate) fn output(text: &str) {
    for line in text.lines() {
        println!("    {line}");
    }
}

/// The exit code, where it says something.
pub(crate) fn exit_code(code: i32) {
    if code != 0 {
        println!("    {DIM}exit code {code}{DIM:#}");
    }
}

/// A heading with an empty line above it.
pub(crate) fn heading(text: &str) {
    println!("\n{HEADING}{text}{HEADING:#}");
}

/// A line that something was as it should be.
pub(crate) fn good(text: &str) {
    println!("  {GOOD}✓{GOOD:#} {text}");
}

/// A line that something is missing or wrong.
pub(crate) fn bad(text: &str) {
    println!("  {BAD}✗ {text}{BAD:#}");
}

/// An error with its causes, on standard error.
pub(crate) fn error(error: &anyhow::Error) {
    eprintln!("{BAD}error:{BAD:#} {error:#}");
}

/// Shows that something is going on until the returned bar is dropped. Where there is no terminal,
/// the text is printed once.
pub(crate) fn busy(text: &str) -> Busy {
    let bar = ProgressBar::new_spinner().with_message(text.to_owned());
    if bar.is_hidden() {
        println!("  … {text}");
    }
    if let Ok(style) = ProgressStyle::with_template("  {spinner:.cyan} {msg} {elapsed:.dim}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(100));
    Busy { bar }
}

/// A spinner that clears itself when dropped.
pub(crate) struct Busy {
    bar: ProgressBar,
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

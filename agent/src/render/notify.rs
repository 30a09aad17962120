//! Who is told what happens, and what they say to it.

use driftlock_core::{Notify, Occasion, Webhook};
use driftlock_engine::{Answer, NotTaken, Untold};

use super::{CYAN, GREEN, RED, YELLOW, styled};

/// One line for each webhook of the settings.
pub(crate) fn wishes(all: &[Notify]) -> String {
    let line = |notify: &Notify| {
        let on: Vec<&str> = notify.on.iter().map(|one: &Occasion| one.name()).collect();
        let on = match on.as_slice() {
            [] => "everything".to_owned(),
            some => some.join(", "),
        };
        format!("  tells {} of {on}\n", notify.webhook)
    };
    all.iter().map(line).collect()
}

/// What one webhook said to a test.
pub(crate) fn answer((webhook, answer): &(Webhook, Result<Answer, NotTaken>)) -> String {
    match answer {
        Ok(answer) => {
            let said = match answer.text.as_str() {
                "" => String::new(),
                text => format!(": {text}"),
            };
            let taken = styled(GREEN, "taken");
            format!("{webhook}: {taken} with status {}{said}\n", answer.status)
        }
        Err(failed) => format!(
            "{webhook}: {}: {}\n",
            styled(RED, "not taken"),
            failed.cause
        ),
    }
}

/// A warning of somebody who could not be told.
pub(crate) fn untold(untold: &Untold) -> String {
    format!(
        "{} {untold}\n{} {}\n",
        styled(YELLOW.bold(), "warning:"),
        styled(CYAN.bold(), "help:"),
        untold.help()
    )
}

//! Comments that waive a policy for the resource in whose block they stand.

use std::collections::BTreeSet;
use std::ops::Range;

use jiff::civil::Date;

use super::{Location, slice};
use crate::fault::Fault;
use crate::waiver::Waiver;

/// What such a comment begins with.
const MARK: &str = "driftlock:waive";

/// How one is written.
const FORM: &str = "write `# driftlock:waive POLICY[, POLICY] until 2027-03-31: REASON`";

/// Every waiver in a block.
pub(super) fn waivers(
    text: &str,
    block: &Range<usize>,
    location: &Location,
    address: &str,
) -> Result<Vec<Waiver>, Vec<Fault>> {
    let (mut waivers, mut faults) = (Vec::new(), Vec::new());
    for (number, line) in slice(text, block).lines().enumerate() {
        let Some(said) = said(line) else { continue };
        let line = location.line + number;
        match parse(said) {
            Ok((policies, expires, reason)) => waivers.push(Waiver::inline(
                policies,
                address,
                reason,
                expires,
                (&location.file, line),
            )),
            Err(reason) => faults
                .push(Fault::new(format!("waiver {}:{line}: {reason}", location.file)).help(FORM)),
        }
    }
    if faults.is_empty() {
        Ok(waivers)
    } else {
        Err(faults)
    }
}

/// What follows the mark, where the line has a comment that begins with it.
fn said(line: &str) -> Option<&str> {
    let comments = ["#", "//", "/*"].into_iter();
    comments
        .flat_map(|opening| line.match_indices(opening).map(move |(at, o)| at + o.len()))
        .find_map(|at| line.get(at..)?.trim_start().strip_prefix(MARK))
        .map(|said| said.trim().trim_end_matches("*/").trim_end())
}

type Said = (BTreeSet<String>, Date, String);

fn parse(said: &str) -> Result<Said, String> {
    let (head, reason) = said.split_once(':').unwrap_or((said, ""));
    let reason = reason.trim();
    if reason.is_empty() {
        return Err("it gives no reason".to_owned());
    }
    let Some((ids, date)) = head.split_once(" until ") else {
        return Err("it does not say until when".to_owned());
    };
    let policies: BTreeSet<String> = ids
        .split([',', ' '])
        .filter(|id| !id.is_empty())
        .map(str::to_owned)
        .collect();
    if policies.is_empty() {
        return Err("it names no policy".to_owned());
    }
    let date = date.trim();
    match date.parse::<Date>() {
        Ok(expires) if date.len() == "2027-03-31".len() => {
            Ok((policies, expires, reason.to_owned()))
        }
        _ => Err(format!("`{date}` is not a date such as 2027-03-31")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_of_every_form_are_read() {
        for line in [
            "  # driftlock:waive a, b until 2027-03-31: why: because",
            "x = 1 // driftlock:waive a b until 2027-03-31: why: because",
            "/* driftlock:waive a,b until 2027-03-31: why: because */",
        ] {
            let (policies, expires, reason) = parse(said(line).unwrap()).unwrap();
            assert_eq!(policies, BTreeSet::from(["a".to_owned(), "b".to_owned()]));
            assert_eq!(expires, jiff::civil::date(2027, 3, 31));
            assert_eq!(reason, "why: because");
        }
    }

    #[test]
    fn what_is_no_such_comment_is_passed_over() {
        for line in [
            "# see driftlock:waive",
            "x = \"driftlock:waive a\"",
            "# waive a",
        ] {
            assert_eq!(said(line), None, "{line}");
        }
    }

    #[test]
    fn half_a_waiver_is_an_error() {
        for (text, reason) in [
            ("a until 2027-03-31", "it gives no reason"),
            ("a: why", "it does not say until when"),
            (" until 2027-03-31: why", "it names no policy"),
            (
                "a until soon: why",
                "`soon` is not a date such as 2027-03-31",
            ),
        ] {
            assert_eq!(parse(text).unwrap_err(), reason);
        }
    }
}

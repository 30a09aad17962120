//! Scans.

use driftlock_core::{Scan, ScanFramework, ScanOf};

use super::{GREEN, RED, YELLOW, counted, styled};

/// One line about a scan.
pub(super) fn title(scan: &Scan) -> String {
    let style = match scan {
        _ if scan.fail > 0 || !scan.is_complete() => RED,
        _ if scan.warn > 0 || scan.unknown > 0 => YELLOW,
        _ => GREEN,
    };
    styled(
        style,
        format!(
            "scanned {}: {}",
            subject(scan.of, scan.revision),
            counts(scan)
        ),
    )
}

/// What was judged, in words.
#[must_use]
pub fn subject(of: ScanOf, revision: u64) -> String {
    match of {
        ScanOf::Live => "live".to_owned(),
        ScanOf::Revision => format!("revision {revision}"),
    }
}

/// `1 policy`, `2 policies`.
#[must_use]
pub fn policies(count: usize) -> String {
    match count {
        1 => "1 policy".to_owned(),
        many => format!("{many} policies"),
    }
}

/// `1 fail, 2 warn, 40 pass`.
fn counts(scan: &Scan) -> String {
    let all = [
        (scan.fail, "fail"),
        (scan.warn, "warn"),
        (scan.unknown, "unknown"),
        (scan.waived, "waived"),
        (scan.pass, "pass"),
    ];
    let some = all.iter().filter(|(count, _)| *count > 0);
    let parts: Vec<String> = some
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    if parts.is_empty() {
        "nothing to judge".to_owned()
    } else {
        parts.join(", ")
    }
}

/// What matters beside the counts.
pub(super) fn details(scan: &Scan) -> Vec<String> {
    let mut lines = vec![format!(
        "{} by {}, sha256 {}",
        counted(scan.resources, "resource"),
        policies(scan.policies),
        scan.digest.short()
    )];
    lines.extend(scan.frameworks.iter().map(framework));
    let unread = scan.unreadable.iter();
    lines.extend(unread.map(|one| format!("not judged: {}: {}", one.key, one.reason)));
    lines.extend(more(scan.unreadable_left_out, "not judged"));
    let open = scan.not_evaluated.iter();
    lines.extend(open.map(|error| format!("not evaluated: {error}")));
    lines
}

fn framework(of: &ScanFramework) -> String {
    let failed = match of.failed.as_slice() {
        [] => String::new(),
        failed => format!("; failed: {}", failed.join(", ")),
    };
    format!("{} {}{failed}", of.framework, passed(of))
}

/// `18 of 21 controls pass`.
#[must_use]
pub fn passed(of: &ScanFramework) -> String {
    format!("{} of {} controls pass", of.pass, of.judged())
}

fn more(count: usize, what: &str) -> Option<String> {
    (count > 0).then(|| format!("{count} more {what}"))
}

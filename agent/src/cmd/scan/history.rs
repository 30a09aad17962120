//! `driftlock scan --history`: compliance over time.

use driftlock_core::{
    Actor, BaselineName, Digest, Event, EventKind, Moved, Scan, ScanFramework, ScanOf,
};
use driftlock_engine::{Range, ReportFormat};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::Args;
use crate::context::Context;
use crate::outcome::{Failure, Output};
use crate::render;

/// For programs, and for the table. Fields may be added, and are never renamed.
#[derive(Serialize)]
pub(crate) struct Trend<'a> {
    pub(crate) version: u32,
    pub(crate) baseline: &'a BaselineName,
    /// Oldest first.
    pub(crate) scans: Vec<Row<'a>>,
}

/// One scan. What failed in it is in its event: `driftlock history show EVENT`.
#[derive(Serialize)]
pub(crate) struct Row<'a> {
    pub(crate) event: &'a str,
    pub(crate) at: Timestamp,
    pub(crate) by: &'a Actor,
    pub(crate) of: ScanOf,
    pub(crate) revision: u64,
    pub(crate) digest: &'a Digest,
    pub(crate) resources: usize,
    pub(crate) policies: usize,
    pub(crate) min_severity: &'a str,
    pub(crate) fail: usize,
    pub(crate) warn: usize,
    pub(crate) unknown: usize,
    pub(crate) waived: usize,
    pub(crate) pass: usize,
    /// How many resources could not be read.
    pub(crate) unreadable: usize,
    /// How many policies could not be evaluated.
    pub(crate) not_evaluated: usize,
    pub(crate) frameworks: Vec<Controls<'a>>,
}

/// How one framework came out.
#[derive(Serialize)]
pub(crate) struct Controls<'a> {
    #[serde(flatten)]
    pub(crate) result: &'a ScanFramework,
    pub(crate) judged: usize,
    /// How it moved since the scan before that judged it, of what is live or of what is stored like
    /// this one; none for the first.
    pub(crate) change: Option<Moved>,
}

pub(super) async fn run(args: &Args, context: &Context) -> Result<Output, Failure> {
    let as_text = match args.format {
        ReportFormat::Text => true,
        ReportFormat::Json => false,
        ReportFormat::Sarif
        | ReportFormat::Junit
        | ReportFormat::Markdown
        | ReportFormat::Github
        | ReportFormat::Gitlab => {
            let word = args.format.word();
            return Err(Failure::new(
                format!("`{word}` is no format of --history"),
                "use `text` or `json`",
            ));
        }
    };
    let name = &args.baseline.name;
    let since = args.since.map(|since| since.at(context.ledger.now()));
    let events = events(name, since, &args.choice.framework, context).await?;
    let trend = trend(name, since, &args.choice.framework, &events);
    Ok(Output {
        file: args.output.clone(),
        ..Output::ok(if as_text {
            render::scan::table(&trend)
        } else {
            render::json(&trend)?
        })
    })
}

/// The scans of a time, and of each sort among them the one before.
async fn events(
    name: &BaselineName,
    since: Option<Timestamp>,
    frameworks: &[String],
    context: &Context,
) -> Result<Vec<Event>, Failure> {
    let wanted = |event: &Event| {
        scan_in(event).is_some_and(|scan| {
            let mut judged = scan.frameworks.iter();
            frameworks.is_empty() || judged.any(|of| is_wanted(of, frameworks))
        })
    };
    let range = Range {
        since,
        ..Range::default()
    };
    let within = context.ledger.history(name, &range, &wanted).await?;
    let before = since.and_then(|since| since.checked_sub(SignedDuration::from_nanos(1)).ok());
    let Some(until) = before else {
        return Ok(within);
    };
    let range = Range {
        until: Some(until),
        newest: Some(1),
        ..Range::default()
    };
    let mut events = Vec::new();
    for of in [ScanOf::Live, ScanOf::Revision] {
        let alike = |event: &Event| scan_in(event).is_some_and(|scan| scan.of == of);
        if within.iter().any(alike) {
            let wanted = |event: &Event| alike(event) && wanted(event);
            events.extend(context.ledger.history(name, &range, &wanted).await?);
        }
    }
    events.extend(within);
    Ok(events)
}

fn scan_in(event: &Event) -> Option<&Scan> {
    match &event.body.what {
        EventKind::Scanned { scan } => Some(scan),
        _ => None,
    }
}

/// A framework is asked for by its id, or by that of its family: `cis-aws` is every `cis-aws-...`.
fn is_wanted(of: &ScanFramework, frameworks: &[String]) -> bool {
    let id = &of.framework;
    let named = |name: &String| id == name || id.starts_with(&format!("{name}-"));
    frameworks.is_empty() || frameworks.iter().any(named)
}

fn trend<'a>(
    name: &'a BaselineName,
    since: Option<Timestamp>,
    frameworks: &[String],
    events: &'a [Event],
) -> Trend<'a> {
    let mut scans: Vec<Row<'a>> = Vec::new();
    for event in events {
        let Some(scan) = scan_in(event) else {
            continue;
        };
        let judged = scan.frameworks.iter();
        let judged = judged.filter(|of| is_wanted(of, frameworks));
        let controls = judged.map(|of| controls(scan.of, of, &scans)).collect();
        scans.push(row(event, scan, controls));
    }
    scans.retain(|row| since.is_none_or(|since| row.at >= since));
    Trend {
        version: 1,
        baseline: name,
        scans,
    }
}

fn row<'a>(event: &'a Event, scan: &'a Scan, frameworks: Vec<Controls<'a>>) -> Row<'a> {
    Row {
        event: &event.body.id,
        at: event.body.at,
        by: &event.body.actor,
        of: scan.of,
        revision: scan.revision,
        digest: &scan.digest,
        resources: scan.resources,
        policies: scan.policies,
        min_severity: &scan.min_severity,
        fail: scan.fail,
        warn: scan.warn,
        unknown: scan.unknown,
        waived: scan.waived,
        pass: scan.pass,
        unreadable: scan.unreadable.len() + scan.unreadable_left_out,
        not_evaluated: scan.not_evaluated.len(),
        frameworks,
    }
}

fn controls<'a>(of: ScanOf, result: &'a ScanFramework, earlier: &[Row<'a>]) -> Controls<'a> {
    let mut alike = earlier
        .iter()
        .rev()
        .filter(|row| row.of == of)
        .flat_map(|row| &row.frameworks);
    let before = alike.find(|controls| controls.result.framework == result.framework);
    Controls {
        result,
        judged: result.judged(),
        change: before.map(|before| result.since(before.result)),
    }
}

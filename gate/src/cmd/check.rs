//! `check`: judges a plan.

use std::path::Path;

use driftlock_policy::{
    Coverage, Format, Loaded, Plan, Report, Selection, Tracing, View, check, plan_document,
    read_plan,
};
use jiff::civil::Date;

use super::{Done, Written};
use crate::args::{Check, Output};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::locked::{self, Said};
use crate::{input, policies};

pub(super) fn run(args: Check, today: Date) -> Result<Done, Vec<Failure>> {
    let Check {
        plan,
        choice,
        severity,
        waivers,
        source,
        format,
        output,
        unknown,
        locked,
        soft_fail,
        trace,
    } = args;
    let settings = policies::selection(choice)?;
    let typed = Selection {
        severity,
        waivers,
        source,
        unknown: unknown.map(Into::into),
        soft_fail: soft_fail.then_some(true),
        ..Selection::default()
    };
    let selection = typed.or(settings);
    let Loaded {
        policies,
        mut options,
    } = selection.load(today).map_err(policies::all)?;
    if trace {
        options.tracing = Tracing::On;
    }
    let (read, document) = read(&plan, selection.source.as_deref(), policies.need_document())
        .map_err(|failure| vec![failure])?;
    let Said { locked, waivers } = locked::look(&locked, &read)?;
    options.waivers.extend(waivers);
    let view = View::of_plan(read);
    let view = match document {
        Some(document) => view.with_document(document),
        None => view,
    };
    let mut report = check(&view, &policies, &options);
    report.locked = locked;
    report.subject = input::subject(&plan);
    let mut failures: Vec<Failure> = report.errors.iter().cloned().map(Failure::from).collect();
    failures.extend(nothing_judged(&report));
    let notes = if trace { told(&report) } else { String::new() };
    let exit = match Exit::from(report.outcome()) {
        Exit::Violations if selection.soft_fail == Some(true) => Exit::Pass,
        exit if failures.is_empty() => exit,
        _ => Exit::CouldNotTell,
    };
    let (output, files) = written(&report, format, output);
    // The process ends here; taking a large plan apart piece by piece would only make it wait.
    std::mem::forget((view, policies, report));
    Ok(Done {
        output,
        files,
        notes,
        exit,
        failures,
    })
}

/// The plan, and all of it as it is written where a policy asks for that.
fn read(
    path: &Path,
    source: Option<&Path>,
    with_document: bool,
) -> Result<(Plan, Option<serde_json::Value>), Failure> {
    let bytes = input::plan(path, source)?;
    let bad = |error: driftlock_policy::PlanError| {
        Failure::new(format!("reading plan {}: {error}", input::name(path))).help(error.help())
    };
    let plan = read_plan(&bytes).map_err(bad)?;
    let document = match with_document {
        true => Some(plan_document(&bytes).map_err(bad)?),
        false => None,
    };
    Ok((plan, document))
}

/// A run in which no policy had anything to judge is no proof of anything.
fn nothing_judged(report: &Report) -> Option<Failure> {
    let idle = |coverage: &Coverage| coverage.resources == 0;
    let nothing = report.resources > 0 && report.coverage.iter().all(idle);
    (nothing && report.errors.is_empty()).then(|| {
        Failure::new(format!(
            "no policy judges any of the {} resources of this plan",
            report.resources
        ))
        .help(
            "choose policies for their types; `driftlock-gate policies --format json` lists those",
        )
    })
}

/// What each policy judged.
fn told(report: &Report) -> String {
    let mut coverage: Vec<&Coverage> = report.coverage.iter().collect();
    coverage.sort_by_key(|coverage| (std::cmp::Reverse(coverage.took), &coverage.policy));
    let line = |coverage: &Coverage| {
        let took = coverage.took.as_secs_f64() * 1_000.0;
        let (policy, resources) = (&coverage.policy, coverage.resources);
        let mut told = format!("trace: {took:8.2} ms  {resources:6} resources  {policy}\n");
        for print in &coverage.prints {
            told += &format!("trace:     print: {print}\n");
        }
        told
    };
    coverage.into_iter().map(line).collect()
}

/// The report in every format that was asked for: for standard output, and for files.
fn written(report: &Report, format: Format, outputs: Vec<Output>) -> (Vec<u8>, Vec<Written>) {
    let moved = outputs.iter().any(|output| output.format.is_none());
    let files = outputs.into_iter().map(|output| Written {
        bytes: report.render(output.format.unwrap_or(format)),
        file: output.file,
    });
    let files = files.collect();
    let shown = if moved {
        Vec::new()
    } else {
        report.render(format)
    };
    (shown, files)
}

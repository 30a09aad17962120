//! `check`: judges a plan.

use std::path::Path;

use driftlock_policy::{Options, Policies, View, Waivers, builtin_ids, check, nearest, read_plan};
use jiff::civil::Date;

use super::Done;
use crate::args::Check;
use crate::failure::Failure;
use crate::{input, policies};

pub(super) fn run(args: Check, today: Date) -> Result<Done, Vec<Failure>> {
    let policies = policies::load(&args.choice)?;
    let waivers = match &args.waivers {
        Some(file) => waivers(file, &policies)?,
        None => Waivers::default(),
    };
    let view = View::of_plan(plan(&args.plan).map_err(|failure| vec![failure])?);
    let options = Options {
        min_severity: args.severity,
        on_unknown: args.unknown.into(),
        waivers,
        today,
        frameworks: Vec::new(),
    };
    let report = check(&view, &policies, &options);
    let done = Done {
        output: report.render(args.format),
        file: args.output,
        exit: report.outcome().into(),
        failures: report.errors.iter().cloned().map(Failure::from).collect(),
    };
    // The process ends here; taking a large plan apart piece by piece would only make it wait.
    std::mem::forget((view, policies, report));
    Ok(done)
}

fn plan(path: &Path) -> Result<driftlock_policy::Plan, Failure> {
    let bytes = input::plan(path)?;
    read_plan(&bytes).map_err(|error| {
        Failure::new(format!("reading plan {}: {error}", input::name(path))).help(error.help())
    })
}

fn waivers(file: &Path, policies: &Policies) -> Result<Waivers, Vec<Failure>> {
    let text = input::waivers(file).map_err(|failure| vec![failure])?;
    let name = file.display().to_string();
    let waivers = Waivers::parse(&name, &text).map_err(policies::all)?;
    let known = |id: &str| policies.get(id).is_some() || builtin_ids().any(|known| known == id);
    let failures: Vec<Failure> = waivers
        .policies()
        .filter(|(id, _)| !known(id))
        .map(|(id, line)| unknown_policy(&format!("waivers {name}:{line}: "), id, policies))
        .collect();
    if failures.is_empty() {
        Ok(waivers)
    } else {
        Err(failures)
    }
}

/// A name that no policy has, with the one that was probably meant.
pub(super) fn unknown_policy(place: &str, id: &str, policies: &Policies) -> Failure {
    let failure = Failure::new(format!("{place}there is no policy `{id}`"));
    let ids = policies.all().iter().map(|policy| policy.id.as_str());
    match nearest(id, ids) {
        Some(meant) => failure.help(format!("did you mean `{meant}`?")),
        None => failure.help("`driftlock-gate policies` lists them"),
    }
}

//! `test`: runs the tests of policies, and judges the plans beside them.

use std::fmt::Write;

use anstyle::{AnsiColor, Color, Style};
use driftlock_policy::{
    FileCoverage, Policies, Select, Selection, TestResult, TestRun, builtin_libraries, sources_in,
};
use jiff::civil::Date;

use super::Done;
use crate::args::Test;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::policies;

const GREEN: Style = Style::new().fg_color(Some(Color::Ansi(AnsiColor::Green)));
const RED: Style = Style::new().fg_color(Some(Color::Ansi(AnsiColor::Red)));
const DIM: Style = Style::new().dimmed();

pub(super) fn run(args: Test, today: Date) -> Result<Done, Vec<Failure>> {
    let Test {
        dir,
        run,
        min_coverage,
        data,
    } = args;
    let mut sources = builtin_libraries();
    let own = sources_in(&dir, Select::WithTests);
    sources.extend(own.map_err(|error| vec![Failure::from(error)])?);
    let selection = Selection {
        data,
        ..Selection::default()
    };
    let loading = selection.loading().map_err(policies::all)?;
    let faults = |errors: Vec<driftlock_policy::PolicyError>| {
        errors.into_iter().map(Failure::from).collect::<Vec<_>>()
    };
    let policies = Policies::load_with(sources, &loading).map_err(faults)?;
    let ran = policies
        .run_tests(run.as_deref(), today)
        .map_err(policies::all)?;
    if ran.results.is_empty() {
        let directory = dir.display();
        return Err(vec![
            Failure::new(format!("there is no test in `{directory}`")).help(
                "write rules named `test_...` in files named `*_test.rego`, or put plans named \
                 `POLICY.fail.json` and `POLICY.pass.json` beside the policies",
            ),
        ]);
    }
    Ok(told(ran, min_coverage))
}

fn told(ran: TestRun, min_coverage: Option<u8>) -> Done {
    let TestRun { results, coverage } = ran;
    let (mut output, mut failures, mut passed) = (String::new(), Vec::new(), 0);
    let total = results.len();
    for TestResult { name, result, said } in results {
        match result {
            Ok(true) => {
                passed += 1;
                let _ = writeln!(output, "{GREEN}✓{GREEN:#} {name}");
            }
            Ok(false) => {
                let _ = writeln!(output, "{RED}✗{RED:#} {name}");
            }
            Err(error) => failures.push(Failure::from(error)),
        }
        for line in said {
            let _ = writeln!(output, "    {DIM}{line}{DIM:#}");
        }
    }
    let percent = covered(&mut output, &coverage);
    let _ = writeln!(
        output,
        "{passed} of {total} tests passed, {percent}% of the lines were run"
    );
    let low = min_coverage.filter(|least| percent < u64::from(*least));
    if let Some(least) = low {
        let _ = writeln!(
            output,
            "{RED}✗{RED:#} less than the {least}% that were asked for"
        );
    }
    let exit = match (failures.is_empty(), passed == total && low.is_none()) {
        (false, _) => Exit::CouldNotTell,
        (true, false) => Exit::Violations,
        (true, true) => Exit::Pass,
    };
    Done {
        output: output.into_bytes(),
        failures,
        exit,
        ..Done::print("")
    }
}

/// Lists the lines that no test runs; gives the percentage of those that one does.
fn covered(output: &mut String, coverage: &[FileCoverage]) -> u64 {
    let (mut run, mut all) = (0, 0);
    for file in coverage {
        run += file.run;
        all += file.run + file.missed.len();
        if !file.missed.is_empty() {
            let lines: Vec<String> = file.missed.iter().map(ToString::to_string).collect();
            let lines = lines.join(", ");
            let _ = writeln!(output, "{DIM}not run: {} lines {lines}{DIM:#}", file.file);
        }
    }
    let (run, all) = (run as u64, all as u64);
    (run * 100).checked_div(all).unwrap_or(100)
}

//! `test`: runs the tests of policies.

use std::fmt::Write;

use anstyle::{AnsiColor, Color, Style};
use driftlock_policy::{Policies, Select, builtin_libraries, sources_in};

use super::Done;
use crate::args::Test;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::policies;

const GREEN: Style = Style::new().fg_color(Some(Color::Ansi(AnsiColor::Green)));
const RED: Style = Style::new().fg_color(Some(Color::Ansi(AnsiColor::Red)));

pub(super) fn run(args: &Test) -> Result<Done, Vec<Failure>> {
    let mut sources = builtin_libraries();
    let own = sources_in(&args.dir, Select::WithTests);
    sources.extend(own.map_err(|error| vec![Failure::from(error)])?);
    let policies = Policies::load(sources).map_err(policies::all)?;
    let results = policies.run_tests();
    if results.is_empty() {
        let directory = args.dir.display();
        return Err(vec![
            Failure::new(format!("there is no test in `{directory}`"))
                .help("write rules named `test_...` in files named `*_test.rego`"),
        ]);
    }
    let (mut output, mut failures, mut passed) = (String::new(), Vec::new(), 0);
    let total = results.len();
    for test in results {
        match test.result {
            Ok(true) => {
                passed += 1;
                let _ = writeln!(output, "{GREEN}✓{GREEN:#} {}", test.name);
            }
            Ok(false) => {
                let _ = writeln!(output, "{RED}✗{RED:#} {}", test.name);
            }
            Err(error) => failures.push(Failure::from(error)),
        }
    }
    let _ = writeln!(output, "{passed} of {total} tests passed");
    let exit = match (failures.is_empty(), passed == total) {
        (false, _) => Exit::CouldNotTell,
        (true, false) => Exit::Violations,
        (true, true) => Exit::Pass,
    };
    Ok(Done {
        output: output.into_bytes(),
        file: None,
        failures,
        exit,
    })
}

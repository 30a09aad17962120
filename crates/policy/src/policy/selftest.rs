//! Runs the tests that policy authors write: rules named `test_...`, as for OPA, and plans beside a
//! policy that it must fail, or pass.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{fs, io};

use jiff::civil::Date;
use regorus::{Engine, Value};

use super::evaluate::{TIME_LIMIT, ask_one, limited};
use super::{Policies, Policy, PolicyError, foreign, io_reason, library};
use crate::check::{Options, check};
use crate::fault::Fault;
use crate::finding::Verdict;
use crate::plan;
use crate::view::View;

/// How one test went.
#[derive(Debug)]
pub struct TestResult {
    /// The rule with its package, or the file of a plan.
    pub name: String,
    /// Passed or not, or why it could not be run.
    pub result: Result<bool, PolicyError>,
    /// What was surprising, and what was printed.
    pub said: Vec<String>,
}

/// Which lines of a file were run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileCoverage {
    /// The file.
    pub file: String,
    /// How many lines were run.
    pub run: usize,
    /// The lines that were not.
    pub missed: BTreeSet<u32>,
}

/// How all tests went.
#[derive(Debug)]
pub struct TestRun {
    /// Each test.
    pub results: Vec<TestResult>,
    /// The files of the user, tests left out.
    pub coverage: Vec<FileCoverage>,
}

/// One test rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Test {
    /// `data.shop.test_open`.
    pub(super) path: String,
    /// The file that holds it.
    pub(super) file: String,
}

impl Policies {
    /// Runs every test that was loaded and whose name contains `wanted`, and judges the plans
    /// `ID.fail.json` and `ID.pass.json` that stand beside the policy `ID`.
    ///
    /// # Errors
    /// A plan that cannot be read.
    pub fn run_tests(&self, wanted: Option<&str>, today: Date) -> Result<TestRun, Vec<Fault>> {
        let mut engine = limited(self, TIME_LIMIT);
        engine.set_enable_coverage(true);
        let named = |name: &str| wanted.is_none_or(|wanted| name.contains(wanted));
        let mut results = Vec::new();
        for test in &self.tests {
            let name = test.path.strip_prefix("data.").unwrap_or(&test.path);
            if named(name) {
                results.push(run(&mut engine, test, name));
            }
        }
        let mut faults = Vec::new();
        for policy in &self.policies {
            for (file, fails) in plans(policy) {
                if named(&file.display().to_string()) {
                    match self.judge(&mut engine, policy, &file, fails, today) {
                        Ok(result) => results.push(result),
                        Err(fault) => faults.push(fault),
                    }
                }
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(TestRun {
            results,
            coverage: coverage(&engine),
        })
    }

    /// Judges a plan that a policy must fail, or pass.
    fn judge(
        &self,
        engine: &mut Engine,
        policy: &Policy,
        file: &Path,
        fails: bool,
        today: Date,
    ) -> Result<TestResult, Fault> {
        let name = file.display().to_string();
        let unreadable = |reason: String| Fault::new(format!("reading plan `{name}`: {reason}"));
        let bytes = fs::read(file).map_err(|error: io::Error| unreadable(io_reason(&error)))?;
        let bad = |error: plan::PlanError| unreadable(error.to_string()).help(error.help());
        let document = plan::document(&bytes).map_err(bad)?;
        let view = View::of_plan(plan::read(&bytes).map_err(bad)?).with_document(document);
        // Once more, with an engine that counts lines; its answer is not looked at.
        engine.set_input(view.input.clone());
        let _ = match &policy.foreign {
            None => ask_one(engine, policy).map(|_| ()),
            Some(foreign) => foreign::judge(engine, policy, foreign, &view).map(|_| ()),
        };
        let alone = Self {
            engine: self.engine.clone(),
            policies: self.policies.clone(),
            tests: Vec::new(),
        };
        let alone = alone.retain(|other| other.id == policy.id);
        let report = check(&view, &alone, &Options::strict(today));
        if let Some(error) = report.errors.into_iter().next() {
            return Ok(TestResult {
                name,
                result: Err(error),
                said: Vec::new(),
            });
        }
        let failed = report
            .findings
            .iter()
            .filter(|f| f.verdict == Verdict::Fail);
        let failed: Vec<String> = failed
            .map(|finding| format!("{}: {}", finding.address, finding.message))
            .collect();
        let (good, said) = match (fails, failed.is_empty()) {
            _ if report.findings.is_empty() => (false, vec!["it judges nothing there".to_owned()]),
            (true, true) => (false, vec!["it finds nothing there".to_owned()]),
            (false, false) => (false, failed),
            (true, false) | (false, true) => (true, Vec::new()),
        };
        Ok(TestResult {
            name,
            result: Ok(good),
            said,
        })
    }
}

fn run(engine: &mut Engine, test: &Test, name: &str) -> TestResult {
    let result = match engine.eval_rule(test.path.clone()) {
        Ok(value) => Ok(value == Value::Bool(true)),
        Err(error) => Err(PolicyError::from_engine(&test.file, &error.to_string())),
    };
    TestResult {
        name: name.to_owned(),
        result,
        said: engine.take_prints().unwrap_or_default(),
    }
}

/// The plans beside a policy, and whether it must fail them.
fn plans(policy: &Policy) -> Vec<(PathBuf, bool)> {
    let folder = Path::new(&policy.file).parent().unwrap_or(Path::new(""));
    let plans = [("fail", true), ("pass", false)];
    plans
        .into_iter()
        .map(|(kind, fails)| (folder.join(format!("{}.{kind}.json", policy.id)), fails))
        .filter(|(file, _)| file.is_file())
        .collect()
}

fn coverage(engine: &Engine) -> Vec<FileCoverage> {
    let files = engine.get_coverage_report().map(|report| report.files);
    let files = files.unwrap_or_default().into_iter();
    let own = files
        .filter(|file| !library::is_builtin_file(&file.path) && !file.path.ends_with("_test.rego"));
    let mut files: Vec<FileCoverage> = own
        .map(|file| FileCoverage {
            run: file.covered.len(),
            missed: file.not_covered.into_iter().collect(),
            file: file.path,
        })
        .collect();
    files.sort_by(|a, b| a.file.cmp(&b.file));
    files
}

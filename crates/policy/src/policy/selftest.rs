//! Runs the tests that policy authors write: rules named `test_...`, as for OPA.

use regorus::Value;

use super::{Policies, PolicyError};

/// How one test went.
#[derive(Debug)]
pub struct TestResult {
    /// The rule, with its package.
    pub name: String,
    /// Passed or not, or why it could not be run.
    pub result: Result<bool, PolicyError>,
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
    /// Runs every test that was loaded, by name.
    #[must_use]
    pub fn run_tests(&self) -> Vec<TestResult> {
        let run = |test: &Test| {
            let mut engine = self.engine.clone();
            let result = match engine.eval_rule(test.path.clone()) {
                Ok(value) => Ok(value == Value::Bool(true)),
                Err(error) => Err(PolicyError::from_engine(&test.file, &error.to_string())),
            };
            let name = test
                .path
                .strip_prefix("data.")
                .unwrap_or(&test.path)
                .to_owned();
            TestResult { name, result }
        };
        self.tests.iter().map(run).collect()
    }
}

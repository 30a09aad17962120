//! Answers about what no provider of this crate has: functions, identity, and moves from other
//! resource types. Terraform asks only if a schema announces them.

use super::Server;
use crate::diagnostics::Diagnostic;
use crate::proto::tfplugin6 as wire;

impl Server {
    pub(super) fn identity_schemas(&self) -> wire::get_resource_identity_schemas::Response {
        wire::get_resource_identity_schemas::Response::default()
    }

    pub(super) fn functions(&self) -> wire::get_functions::Response {
        wire::get_functions::Response::default()
    }

    pub(super) fn no_function(&self, name: &str) -> wire::call_function::Response {
        let text = format!("this provider has no function `{name}`");
        let error = wire::FunctionError {
            text,
            function_argument: None,
        };
        wire::call_function::Response {
            result: None,
            error: Some(error),
        }
    }

    pub(super) fn no_identity(&self, name: &str) -> Vec<wire::Diagnostic> {
        sorry(format!("`{name}` has no identity to upgrade"))
    }

    pub(super) fn no_move(&self, source: &str, target: &str) -> Vec<wire::Diagnostic> {
        sorry(format!(
            "the state of a `{source}` cannot become that of a `{target}`"
        ))
    }
}

fn sorry(summary: String) -> Vec<wire::Diagnostic> {
    vec![Diagnostic::error(summary).into_wire()]
}

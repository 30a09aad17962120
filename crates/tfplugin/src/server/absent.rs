//! Answers about what no provider of this crate has: functions. Terraform asks only if a schema announces them.

use super::Server;
use crate::proto::tfplugin6 as wire;

impl Server {
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
}

//! `driftlock types`: the supported resource types.

use crate::args::Format;
use crate::context::Context;
use crate::outcome::Output;

pub(crate) fn run(context: &Context) -> Output {
    let types = driftlock_engine::supported_types();
    Output::ok(match context.format {
        Format::Json => serde_json::Value::from(types).to_string() + "\n",
        Format::Text => types.join("\n") + "\n",
    })
}

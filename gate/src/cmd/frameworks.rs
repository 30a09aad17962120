//! `frameworks`: lists compliance frameworks, or the controls of one.

use driftlock_policy::{Framework, Policies, builtin};
use serde_json::json;

use super::Done;
use crate::args::{FrameworkFormat, Frameworks};
use crate::failure::Failure;
use crate::policies;

pub(super) fn run(args: &Frameworks) -> Result<Done, Vec<Failure>> {
    let fault = |error: driftlock_policy::FrameworkError| {
        vec![Failure::from(driftlock_policy::Fault::from(error))]
    };
    let policies = Policies::load(builtin())
        .map_err(|errors| policies::all(errors.into_iter().map(Into::into).collect()))?;
    let frameworks = match &args.framework {
        Some(name) => vec![Framework::find(name).map_err(fault)?],
        None => Framework::builtin().map_err(fault)?,
    };
    Ok(Done::print(match (args.format, args.framework.is_some()) {
        (FrameworkFormat::Text, false) => Framework::list_text(&frameworks, &policies),
        (FrameworkFormat::Text, true) => {
            let texts = frameworks.iter().map(|framework| framework.text(&policies));
            texts.collect()
        }
        (FrameworkFormat::Json, _) => {
            let all: Vec<_> = frameworks.iter().map(|f| f.json(&policies)).collect();
            format!("{:#}\n", json!({ "version": 1, "frameworks": all }))
        }
        (FrameworkFormat::Yaml, _) => {
            let texts = frameworks
                .iter()
                .filter_map(|f| Framework::builtin_text(&f.id));
            texts.collect::<Vec<_>>().join("---\n")
        }
    }))
}

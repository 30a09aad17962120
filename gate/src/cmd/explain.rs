//! `explain`: what a policy says about itself.

use driftlock_policy::{Framework, unknown_policy};

use super::Done;
use crate::args::Explain;
use crate::failure::Failure;
use crate::policies;

pub(super) fn run(args: Explain) -> Result<Done, Vec<Failure>> {
    let Explain { policy_id, choice } = args;
    let policies = policies::load(choice)?;
    let frameworks = Framework::builtin().map_err(|error| vec![Failure::new(error.to_string())])?;
    match policies.get(&policy_id) {
        Some(policy) => Ok(Done::print(policy.explain(&frameworks))),
        None => {
            let ids = policies.all().iter().map(|policy| policy.id.as_str());
            Err(vec![unknown_policy("", &policy_id, ids).into()])
        }
    }
}

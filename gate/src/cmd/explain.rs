//! `explain`: what a policy says about itself.

use super::Done;
use super::check::unknown_policy;
use crate::args::Explain;
use crate::failure::Failure;
use crate::policies;

pub(super) fn run(args: &Explain) -> Result<Done, Vec<Failure>> {
    let policies = policies::load(&args.choice)?;
    match policies.get(&args.policy_id) {
        Some(policy) => Ok(Done::print(policy.explain())),
        None => Err(vec![unknown_policy("", &args.policy_id, &policies)]),
    }
}

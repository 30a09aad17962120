//! What a plan promises about drift: that it goes away, or that its reversal is proposed.

use driftlock_core::{
    BaselineName, Disposition, Drift, DriftKind, Plan as Decided, PlannedResource, Refusal,
    ResourceDrift, Situation, decide,
};
use driftlock_engine::Ledger;
use driftlock_tfplugin::{Context, Diagnostic, Plan, Value};

use crate::session::failed;
use crate::{drift, restore, settings};

/// Plans drift away where the settings say so, and tells what the apply will do.
pub(crate) async fn make(
    cx: &Context,
    ledger: &Ledger,
    name: &BaselineName,
    plan: &mut Plan,
    seen: &Drift,
) -> Result<(), Diagnostic> {
    let summary = ledger.summary(name).await.map_err(|error| failed(&error))?;
    let settings = settings::from_value(&plan.planned);
    let situation = Situation {
        total: summary.revision.resources,
        settings: &settings,
        pauses: &summary.pauses,
        proposals: &summary.proposals,
        quarantine: &summary.quarantine,
        now: ledger.now(),
    };
    let decided = decide(seen, &situation);
    if let Some(refusal) = &decided.refusal {
        let warning = Diagnostic::warning(format!("baseline `{name}`: nothing will be restored"));
        let warning = warning.detail(format!("{refusal}."));
        cx.warn(warning.detail(what_to_do(name, refusal)));
        return Ok(());
    }
    let back = with(seen, &decided, Disposition::Restore);
    let asked = with(seen, &decided, Disposition::Propose);
    if !back.is_empty() {
        announce(cx, name, &back, seen.resources.len());
        let left: Vec<_> = left(seen, &decided);
        plan.planned.set("drift", drift::to_value(&left));
        plan.planned.set("in_sync", left.is_empty());
    }
    if !asked.is_empty() {
        cx.warn(proposes(name, &asked));
    }
    // Proposals are made, carried out or void.
    if !asked.is_empty() || !back.is_empty() && !summary.proposals.is_empty() {
        plan.set_unknown("proposals");
    }
    Ok(())
}

/// What to do about a refusal, for whoever declares enforcement in Terraform.
pub(crate) fn what_to_do(name: &BaselineName, refusal: &Refusal) -> String {
    let guardrail = match refusal {
        Refusal::Paused { .. } => {
            return format!(
                "Wait for its end, or end it: destroy its `driftlock_pause`, or run `driftlock resume {name}`."
            );
        }
        Refusal::TooManyChanges { .. } => "max_changes",
        Refusal::TooManyResources { .. } => "max_percent",
    };
    format!(
        "Look at the drift first. If all of it is to be reverted, raise `{guardrail}` in the \
         `guardrails` of the `driftlock_enforcement`."
    )
}

/// Tells what an apply brought back beyond what the plan knew of.
pub(crate) fn tell_more(cx: &Context, name: &BaselineName, seen: &Value, back: &[ResourceDrift]) {
    let known = |drift: &&ResourceDrift| {
        let mut seen = seen.items().iter();
        let same = |one: &Value| {
            one.string("type") == Some(drift.key.kind.as_str())
                && one.string("id") == Some(drift.key.id.as_str())
                && one.string("region") == Some(drift.key.region.as_str())
        };
        seen.any(same)
    };
    let more: Vec<_> = back.iter().filter(|drift| !known(drift)).collect();
    if more.is_empty() {
        return;
    }
    let were = match more.len() {
        1 => "1 resource was".to_owned(),
        many => format!("{many} resources were"),
    };
    let warning = Diagnostic::warning(format!(
        "baseline `{name}`: {were} brought back that drifted after the plan was made"
    ));
    cx.warn(warning.detail(drift::listed(more.into_iter())));
}

fn with<'a>(seen: &'a Drift, decided: &Decided, wanted: Disposition) -> Vec<&'a ResourceDrift> {
    let both = seen.resources.iter().zip(&decided.resources);
    both.filter(|(_, planned)| planned.disposition == wanted)
        .map(|(drift, _)| drift)
        .collect()
}

/// The drift that is still there after all is restored that is to be.
fn left(seen: &Drift, decided: &Decided) -> Vec<ResourceDrift> {
    let rest = |(drift, planned): (&ResourceDrift, &PlannedResource)| match planned.disposition {
        Disposition::Restore => restore::rest(drift, planned),
        Disposition::Propose | Disposition::Held(_) => Some(drift.clone()),
    };
    let both = seen.resources.iter().zip(&decided.resources);
    both.filter_map(rest).collect()
}

/// Says what the apply will restore; what it deletes or makes anew by itself.
fn announce(cx: &Context, name: &BaselineName, back: &[&ResourceDrift], drifted: usize) {
    let of = |kind| -> Vec<&ResourceDrift> {
        let those = back.iter().copied();
        those.filter(|drift| drift.kind == kind).collect()
    };
    let changed = of(DriftKind::Changed);
    if !changed.is_empty() {
        cx.warn(brings_back(name, &changed, changed.len() < drifted));
    }
    let rogue = of(DriftKind::Unmanaged);
    if !rogue.is_empty() {
        let does = format!("delete {} that it does not hold", resources(rogue.len()));
        cx.warn(whole_objects(name, &does, &rogue, "allow_delete"));
    }
    let gone = of(DriftKind::Missing);
    if !gone.is_empty() {
        let does = format!(
            "make {} anew, without what they held",
            resources(gone.len())
        );
        cx.warn(whole_objects(name, &does, &gone, "allow_replace"));
    }
}

fn whole_objects(
    name: &BaselineName,
    does: &str,
    those: &[&ResourceDrift],
    switch: &str,
) -> Diagnostic {
    Diagnostic::warning(format!("baseline `{name}`: apply will {does}"))
        .detail(drift::listed(those.iter().copied()))
        .detail(format!("The guardrail `{switch}` allows that."))
}

fn brings_back(name: &BaselineName, back: &[&ResourceDrift], not_all: bool) -> Diagnostic {
    let warning = Diagnostic::warning(format!(
        "baseline `{name}`: apply will bring {} back to what was approved",
        resources(back.len())
    ));
    let warning = match not_all {
        true => warning.detail(drift::listed(back.iter().copied())),
        false => warning,
    };
    warning.detail(
        "To keep these changes instead, capture a new revision with `accept_drift` of the \
         `driftlock_baseline`.",
    )
}

/// Says that a new revision does not tell what was deployed from what had drifted before.
pub(crate) fn approves(seen: &Drift) -> Diagnostic {
    let name = &seen.baseline;
    Diagnostic::warning(format!(
        "baseline `{name}`: a new revision will approve drift that is there already"
    ))
    .detail(drift::listed(seen.resources.iter()))
    .detail(format!(
        "This was so before anything of this apply. What of it this apply does not take back itself is \
         captured too; to take it back first, run `driftlock enforce {name} --once`."
    ))
}

fn proposes(name: &BaselineName, asked: &[&ResourceDrift]) -> Diagnostic {
    Diagnostic::warning(format!(
        "baseline `{name}`: apply will propose to bring {} back to what was approved",
        resources(asked.len())
    ))
    .detail(drift::listed(asked.iter().copied()))
    .detail("Nothing is changed before somebody approves that with `driftlock approve`.")
}

fn resources(count: usize) -> String {
    match count {
        1 => "1 resource".to_owned(),
        more => format!("{more} resources"),
    }
}

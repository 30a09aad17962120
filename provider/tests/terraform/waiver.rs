//! Approved exceptions in the store, declared by Terraform.

use driftlock_engine::Which;

use crate::story::{Story, config, says};

const OPEN_PUBLIC: &str = "missing_s3_public_access_block";

fn waiver(resource: &str, reason: &str, more: &str) -> String {
    format!(
        "resource \"driftlock_waiver\" \"assets\" {{
           policy   = \"{OPEN_PUBLIC}\"
           resource = \"{resource}\"
           reason   = \"{reason}\"
           owner    = \"web\"
           {more}
         }}
        "
    )
}

fn requiring(more: &str) -> String {
    let baseline = format!("name = \"web\"\n{more}\nrequire {{}}");
    config("observe").replace("name = \"web\"", &baseline)
}

#[test]
fn a_waiver_lives_in_the_store_and_lets_a_baseline_be_captured() {
    let story = Story::begin();
    let after = requiring("depends_on = [driftlock_waiver.assets]");
    let first = waiver(
        "aws_s3_bucket.assets",
        "public on purpose",
        "expires = \"2099-12-31\"",
    );
    story.write(&(first.clone() + &after));
    story.apply();
    let compliance = story.attribute("driftlock_baseline.web", "compliance");
    assert_eq!(
        (&compliance["fail"], &compliance["waived"]),
        (&0.into(), &1.into())
    );
    story.plan(0);
    let address = "driftlock_waiver.assets";
    let id = story.attribute(address, "id");
    let approved_at = story.attribute(address, "approved_at");

    // A change in place, of which the store keeps both versions.
    let second = waiver(
        "aws_s3_bucket.*",
        "still public",
        "expires = \"2099-12-31T12:00:00+02:00\"\nticket = \"SEC-1\"",
    );
    story.write(&(second.clone() + &after));
    let plan = story.plan(2);
    says(&plan, "0 to add, 1 to change, 0 to destroy");
    story.apply();
    story.plan(0);
    assert_eq!(story.attribute(address, "id"), id);
    assert_ne!(story.attribute(address, "approved_at"), approved_at);
    let ids = id.as_str().unwrap().to_owned();
    let kept = story.ledger(async |ledger| ledger.waiver(&ids).await.unwrap());
    let reasons: Vec<_> = kept
        .versions
        .iter()
        .map(|version| &version.terms.reason)
        .collect();
    assert_eq!(reasons, ["public on purpose", "still public"]);

    // An import finds all of it, but for what only the configuration knows.
    for args in [
        &["state", "rm", address][..],
        &["import", "-no-color", address, &ids],
    ] {
        let run = story.workspace.run(args).unwrap();
        run.expect_code("terraform", 0).unwrap();
    }
    assert_eq!(story.attribute(address, "ticket"), "SEC-1");
    story.apply();
    story.plan(0);

    // Destroyed, it waives nothing and stays on record.
    story.write(&requiring("triggers = { t = \"2\" }"));
    let plan = story.plan(2);
    says(&plan, "stays on record");
    story.fails(&["apply", "-no-color", "-auto-approve"]);
    let (standing, all) = story.ledger(async |ledger| {
        (
            ledger.waivers(Which::Standing).await.unwrap(),
            ledger.waivers(Which::All).await.unwrap(),
        )
    });
    assert_eq!((standing.len(), all.len()), (0, 1));
    let retired = all[0].retired.as_ref().unwrap();
    assert_eq!(retired.reason, "destroyed by Terraform");
    let import = ["import", "-no-color", address, &ids];
    story.write(&(second + &after));
    says(&story.fails(&import), "was retired by");
}

#[test]
fn a_waiver_that_was_retired_elsewhere_is_planned_anew() {
    let story = Story::begin();
    story.write(&waiver("*", "for now", ""));
    story.apply();
    let id = story.attribute("driftlock_waiver.assets", "id");
    let id = id.as_str().unwrap().to_owned();
    story.ledger(async |ledger| ledger.retire_waiver(&id, "not any more").await.unwrap());
    let plan = story.plan(2);
    says(&plan, "was retired at");
    says(&plan, "Why: not any more.");
    says(&plan, "1 to add");
    story.apply();
    assert_ne!(
        story.attribute("driftlock_waiver.assets", "id"),
        id.as_str()
    );
    story.plan(0);
}

#[test]
fn many_waivers_are_approved_in_one_apply() {
    let story = Story::begin();
    let many = waiver(
        "aws_s3_bucket.${each.key}",
        "one of many",
        "for_each = toset([for n in range(20) : tostring(n)])",
    );
    story.write(&many);
    let run = story
        .workspace
        .run(&["apply", "-no-color", "-auto-approve", "-parallelism=20"]);
    run.unwrap().expect_code("apply", 0).unwrap();
    story.plan(0);
    let all = story.ledger(async |ledger| ledger.waivers(Which::Standing).await.unwrap());
    assert_eq!(all.len(), 20);
}

#[test]
fn what_would_waive_nothing_is_said_before_anything_happens() {
    let story = Story::begin();
    let bad = waiver("aws_s3_bucket.web[", " ", "expires = \"soon\"");
    story.write(&bad.replace(OPEN_PUBLIC, "missing_s3_public_acces_block"));
    let output = story.fails(&["validate", "-no-color"]);
    for text in [
        "`aws_s3_bucket.web[` can be no resource: its brackets are not closed",
        "`reason` is empty",
        "`soon` is neither a day nor a time",
    ] {
        says(&output, text);
    }
    let typo = waiver("*", "r", "").replace(OPEN_PUBLIC, "missing_s3_public_acces_block");
    story.write(&typo);
    let output = story.fails(&["validate", "-no-color"]);
    says(
        &output,
        "there is no policy `missing_s3_public_acces_block`",
    );
    says(&output, "did you mean `missing_s3_public_access_block`?");
    // A policy of one's own is nobody's business, and nor is what is not known yet.
    let own = waiver("*", "r", "own_policy = true").replace(OPEN_PUBLIC, "acme");
    story.write(&own);
    story.workspace.validate().unwrap();
    let unknown =
        waiver("*", "r", "").replace(&format!("\"{OPEN_PUBLIC}\""), "terraform_data.id.output");
    story.write(&format!(
        "resource \"terraform_data\" \"id\" {{ input = \"{OPEN_PUBLIC}\" }}\n{unknown}"
    ));
    story.workspace.validate().unwrap();
    story.apply();
    story.plan(0);

    story.write(&waiver("*", "r", "expires = \"2020-01-01\""));
    says(
        &story.plan(2),
        "this waiver has expired already, on `2020-01-01`",
    );
    story.apply();
    says(&story.plan(0), "expired on 2020-01-01");
}

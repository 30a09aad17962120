//! Known good before locked.

use driftlock_core::{EventKind, Requirement, WaiversFile};
use driftlock_engine::{Capture, EngineError, OnDrift, Require, quiet};

use crate::fake::{World, web, wish};

/// Things may be no bigger than 1.
pub(crate) const POLICY: &str = r#"# METADATA
# title: thing is too big
# description: Things are small.
# custom:
#   severity: high
#   resources:
#     fake_thing: []
#   why: a big thing is in the way
#   fix: make it smaller
#   bad: |
#     size = 2
#   good: |
#     size = 1
package acme.big_thing

fail contains {"resource": thing.address, "message": message, "attribute": "size"} if {
	some thing in input.types.fake_thing
	thing.values.size > 1
	message := sprintf("its size is %d", [thing.values.size])
}
"#;

pub(crate) fn requirement(folder: &tempfile::TempDir, waivers: Option<&str>) -> Requirement {
    std::fs::write(folder.path().join("big_thing.rego"), POLICY).unwrap();
    Requirement {
        min_severity: "medium".into(),
        framework: None,
        policies: vec![folder.path().display().to_string()],
        waivers: waivers.map(|text| WaiversFile {
            name: "waivers.yaml".into(),
            text: text.to_owned(),
        }),
    }
}

fn requiring(requirement: Requirement) -> Capture {
    Capture {
        require: Require::Policies(requirement),
        on_drift: OnDrift::Accept,
        ..wish()
    }
}

#[tokio::test]
async fn what_is_good_is_captured_with_its_verdict() {
    let (world, folder) = (World::with(&["a"]), tempfile::tempdir().unwrap());
    let captured = world
        .engine
        .capture(requiring(requirement(&folder, None)), &quiet)
        .await
        .unwrap();
    let compliance = captured.revision.compliance.unwrap();
    assert_eq!((compliance.fail, compliance.pass), (0, 1));
    let stored = world.store.revision(&web(), 1).await.unwrap();
    assert_eq!(stored.compliance, Some(compliance.clone()));
    let events = world.store.events(&web()).await.unwrap();
    let EventKind::BaselineCaptured {
        compliance: told, ..
    } = &events[0].body.what
    else {
        panic!("{events:?}");
    };
    assert_eq!(*told, Some(compliance));
}

#[tokio::test]
async fn what_is_not_good_is_refused_and_the_revision_before_stays() {
    let (world, folder) = (World::with(&["a", "b"]), tempfile::tempdir().unwrap());
    let wish_of = || requiring(requirement(&folder, None));
    world.engine.capture(wish_of(), &quiet).await.unwrap();
    world.cloud.set("b", 2);
    // The next capture asks for the same without saying so.
    for require in [wish_of().require, Require::AsBefore] {
        let wish = Capture {
            require,
            ..wish_of()
        };
        let error = world.engine.capture(wish, &quiet).await.unwrap_err();
        let EngineError::NotCompliant { compliance, .. } = &error else {
            panic!("{error}");
        };
        let finding = &compliance.findings[0];
        assert_eq!(finding.resource, "fake_thing.b");
        assert_eq!(finding.message, "its size is 2");
        assert_eq!(finding.fix, "make it smaller");
    }
    assert_eq!(world.store.head(&web()).await.unwrap().unwrap().revision, 1);
    assert_eq!(
        world.events().await,
        ["baseline_captured", "capture_refused", "capture_refused"]
    );
    let freed = Capture {
        require: Require::Nothing,
        ..wish_of()
    };
    let captured = world.engine.capture(freed, &quiet).await.unwrap();
    assert_eq!(captured.revision.compliance, None);
}

#[tokio::test]
async fn what_is_waived_is_captured_until_the_waiver_ends() {
    let (world, folder) = (World::with(&["a"]), tempfile::tempdir().unwrap());
    world.cloud.set("a", 2);
    // The clock of the test stands in November 2023.
    let waiver = |expires: &str| {
        format!(
            "waivers:\n  - policy: big_thing\n    resource: fake_thing.a\n    reason: it must be\n    owner: ada\n    expires: {expires}\n"
        )
    };
    let ended = requiring(requirement(&folder, Some(&waiver("2023-01-01"))));
    assert!(world.engine.capture(ended, &quiet).await.is_err());
    let holding = requiring(requirement(&folder, Some(&waiver("2024-01-01"))));
    let captured = world.engine.capture(holding, &quiet).await.unwrap();
    let compliance = captured.revision.compliance.unwrap();
    assert_eq!((compliance.fail, compliance.waived), (0, 1));
    let told = compliance.findings[0].waiver.as_deref();
    assert_eq!(told, Some("it must be (ada, until 2024-01-01)"));
}

#[tokio::test]
async fn what_cannot_be_judged_is_not_captured() {
    let (world, folder) = (World::with(&["a"]), tempfile::tempdir().unwrap());
    let good = requirement(&folder, None);
    let severity = Requirement {
        min_severity: "grave".into(),
        ..good.clone()
    };
    let folders = Requirement {
        policies: vec!["/nowhere".into()],
        ..good.clone()
    };
    let waivers = requirement(
        &folder,
        Some(
            "waivers:\n  - policy: none_such\n    resource: '*'\n    reason: r\n    owner: o\n    expires: 2030-01-01\n",
        ),
    );
    let framework = Requirement {
        framework: Some("cis-asw-3.0".into()),
        ..good.clone()
    };
    for (broken, word) in [
        (framework, "did you mean `cis-aws-3.0`?"),
        (severity, "grave"),
        (folders, "/nowhere"),
        (waivers, "none_such"),
    ] {
        let error = world
            .engine
            .capture(requiring(broken), &quiet)
            .await
            .unwrap_err();
        assert!(matches!(error, EngineError::Policies { .. }), "{error}");
        assert!(error.to_string().contains(word), "{error}");
    }
    std::fs::write(
        folder.path().join("broken.rego"),
        "package acme.broken\n\nfail {",
    )
    .unwrap();
    let error = world
        .engine
        .capture(requiring(good), &quiet)
        .await
        .unwrap_err();
    assert!(error.to_string().contains("broken.rego"), "{error}");
    assert_eq!(world.store.head(&web()).await.unwrap(), None);
}

/// A framework whose one control is about size.
fn framework(folder: &tempfile::TempDir, policy: &str) -> String {
    let text = format!(
        "id: acme-1.0\ntitle: Acme\ncontrols:\n  - id: '1.1'\n    title: things are small\n    policies: [{policy}]\n"
    );
    let file = folder.path().join("acme.yaml");
    std::fs::write(&file, text).unwrap();
    file.display().to_string()
}

#[tokio::test]
async fn a_framework_asks_for_what_it_maps_and_tells_of_its_controls() {
    let (world, folder) = (World::with(&["a"]), tempfile::tempdir().unwrap());
    let of = |policy: &str| {
        requiring(Requirement {
            framework: Some(framework(&folder, policy)),
            ..requirement(&folder, None)
        })
    };
    let captured = world.engine.capture(of("big_thing"), &quiet).await.unwrap();
    let compliance = captured.revision.compliance.unwrap();
    assert_eq!((compliance.policies, compliance.pass), (1, 1));
    let control = &compliance.frameworks[0];
    assert_eq!((control.framework.as_str(), control.pass), ("acme-1.0", 1));
    world.cloud.set("a", 2);
    let error = world.engine.capture(of("big_thing"), &quiet).await;
    let Err(EngineError::NotCompliant { compliance, .. }) = error else {
        panic!("{error:?}");
    };
    assert_eq!(compliance.frameworks[0].failed, ["1.1"]);
    // What the framework does not map is not asked.
    let other = of("public_s3_bucket");
    let captured = world.engine.capture(other, &quiet).await.unwrap();
    assert_eq!(captured.revision.compliance.unwrap().fail, 0);
}

#[test]
fn a_requirement_of_before_frameworks_still_reads() {
    let stored = r#"{"min_severity":"high","policies":["policies"]}"#;
    let requirement: Requirement = serde_json::from_str(stored).unwrap();
    assert_eq!(requirement.framework, None);
    assert_eq!(serde_json::to_string(&requirement).unwrap(), stored);
}

#[tokio::test]
async fn a_rehearsed_capture_judges_and_stores_nothing() {
    let (world, folder) = (World::with(&["a"]), tempfile::tempdir().unwrap());
    let rehearsal = Capture {
        dry_run: true,
        ..requiring(requirement(&folder, None))
    };
    let captured = world
        .engine
        .capture(rehearsal.clone(), &quiet)
        .await
        .unwrap();
    assert_eq!(captured.revision.revision, 1);
    assert_eq!(world.store.head(&web()).await.unwrap(), None);
    world.cloud.set("a", 2);
    assert!(world.engine.capture(rehearsal, &quiet).await.is_err());
}

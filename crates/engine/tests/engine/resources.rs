//! What is live in a scope, and who holds it.

use driftlock_core::Scope;
use driftlock_engine::{EngineError, quiet};

use crate::fake::{World, key, wish};

#[tokio::test]
async fn what_exists_is_told_with_the_baselines_that_hold_it() {
    let world = World::captured(&["a", "b"]).await;
    world.cloud.set("c", 1);
    world.cloud.state().unreadable.insert("b".into());
    let scope = wish().scope.unwrap();
    let live = world.engine.resources(&scope, &quiet).await.unwrap();
    let told: Vec<_> = live
        .resources
        .iter()
        .map(|found| {
            let names: Vec<&str> = found.baselines.iter().map(|name| name.as_str()).collect();
            (found.resource.key.id.as_str(), names)
        })
        .collect();
    assert_eq!(told, [("a", vec!["web"]), ("c", vec![])]);
    assert_eq!(live.unreadable[0].key, key("b"));
    // Looking leaves no trace.
    assert_eq!(world.events().await, ["baseline_captured"]);
    let nothing = world.engine.resources(&Scope::default(), &quiet).await;
    assert!(matches!(nothing, Err(EngineError::Scope(_))), "{nothing:?}");
}

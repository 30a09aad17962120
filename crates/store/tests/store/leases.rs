//! Leases of processes that were killed.

use driftlock_store::StoreError;
use jiff::SignedDuration;
use tempfile::TempDir;

use crate::child::{Child, role};
use crate::samples::{at, name};

const HOUR: SignedDuration = SignedDuration::from_hours(1);

#[tokio::test]
async fn child_holds_a_lease() {
    if let Some(place) = role("holder") {
        let store = crate::open(place.to_str().unwrap()).unwrap();
        store
            .acquire_lease(&name("web"), "child", HOUR, at(0))
            .await
            .unwrap();
        std::fs::write(std::path::Path::new(&place).join("ready"), "").unwrap();
        std::future::pending::<()>().await;
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn the_lease_of_a_killed_process_is_taken_over_at_once() {
    let dir = TempDir::new().unwrap();
    let store = crate::open(dir.path().to_str().unwrap()).unwrap();
    let web = name("web");
    let take = async || store.acquire_lease(&web, "parent", HOUR, at(1)).await;
    let mut child = Child::start("leases::child_holds_a_lease", "holder", dir.path());
    let ready = dir.path().join("ready");
    child.wait_for(|| ready.exists());
    let error = take().await.unwrap_err();
    assert!(
        matches!(&error, StoreError::Held { by, .. } if by == "child"),
        "{error}"
    );
    assert!(store.lease(&web, at(1)).await.unwrap().is_some());
    child.kill_when(|| true);
    assert_eq!(store.lease(&web, at(1)).await.unwrap(), None);
    let lease = take().await.unwrap();
    assert_eq!(lease.fencing, 2);
    let error = take().await.unwrap_err();
    assert!(
        matches!(&error, StoreError::Held { by, .. } if by == "parent"),
        "a holder that lives keeps it: {error}"
    );
}

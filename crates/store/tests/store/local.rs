//! What only a local directory has to stand: killed writers, full disks, permissions.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use driftlock_store::{Backend, BackendError, LocalDirectory};
use tempfile::TempDir;

use crate::child::{self, Child};

fn local(dir: &TempDir) -> LocalDirectory {
    LocalDirectory::new(dir.path().join("store")).unwrap()
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[tokio::test]
async fn files_are_for_their_owner_only() {
    let dir = TempDir::new().unwrap();
    let store = LocalDirectory::new(dir.path().join("deep/er/store")).unwrap();
    let version = store.create("a/b", b"1".to_vec()).await.unwrap();
    assert_eq!(mode(&store.path().join("a/b")), 0o600);
    store.replace("a/b", b"2".to_vec(), &version).await.unwrap();
    for (path, expected) in [("a/b", 0o600), ("a", 0o700), ("", 0o700), (".lock", 0o600)] {
        assert_eq!(mode(&store.path().join(path)), expected, "{path}");
    }
    assert_eq!(mode(&dir.path().join("deep")), 0o700);
}

#[tokio::test]
async fn reading_makes_nothing() {
    let dir = TempDir::new().unwrap();
    let store = local(&dir);
    assert_eq!(store.get("a").await.unwrap(), None);
    assert!(store.list("").await.unwrap().is_empty());
    assert!(!store.path().exists());
}

#[tokio::test]
async fn leftovers_of_killed_writers_are_no_objects() {
    let dir = TempDir::new().unwrap();
    let store = local(&dir);
    let version = store.create("a/b", b"1".to_vec()).await.unwrap();
    fs::write(store.path().join("a/.tmp-abc"), "half").unwrap();
    fs::write(store.path().join(".tmp-def"), "half").unwrap();
    fs::create_dir(store.path().join(".git")).unwrap();
    fs::write(store.path().join(".git/config"), "foreign").unwrap();
    assert_eq!(store.list("").await.unwrap(), ["a/b"]);
    store.replace("a/b", b"2".to_vec(), &version).await.unwrap();
    store.create("a/c", b"3".to_vec()).await.unwrap();
    assert_eq!(store.list("a/").await.unwrap(), ["a/b", "a/c"]);
}

#[tokio::test]
async fn a_write_leaves_no_temporary_file() {
    let dir = TempDir::new().unwrap();
    let store = local(&dir);
    let version = store.create("a", b"1".to_vec()).await.unwrap();
    store.create("a", b"2".to_vec()).await.unwrap_err();
    store.replace("a", b"2".to_vec(), &version).await.unwrap();
    store
        .replace("a", b"3".to_vec(), &version)
        .await
        .unwrap_err();
    let mut names: Vec<_> = fs::read_dir(store.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    names.sort();
    assert_eq!(names, [".lock", "a"]);
}

#[tokio::test]
async fn a_file_in_place_of_the_directory_is_named() {
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("store");
    fs::write(&path, "a file").unwrap();
    let store = LocalDirectory::new(&path).unwrap();
    for error in [
        store.get("a").await.unwrap_err(),
        store.list("").await.unwrap_err(),
        store.create("a", Vec::new()).await.unwrap_err(),
    ] {
        assert!(
            matches!(error, BackendError::NotADirectory { .. }),
            "{error}"
        );
        assert!(
            error.to_string().contains(path.to_str().unwrap()),
            "{error}"
        );
    }
}

#[tokio::test]
async fn a_store_that_vanishes_is_not_an_empty_one() {
    let dir = TempDir::new().unwrap();
    let store = local(&dir);
    store.create("a", b"1".to_vec()).await.unwrap();
    fs::remove_dir_all(store.path()).unwrap();
    for error in [
        store.get("a").await.unwrap_err(),
        store.list("").await.unwrap_err(),
        store.create("a", Vec::new()).await.unwrap_err(),
    ] {
        assert!(matches!(error, BackendError::Vanished { .. }), "{error}");
    }
    assert!(!store.path().exists());
}

const PATTERNS: usize = 3 << 20;

/// Writes objects of one repeated byte until it is killed.
#[tokio::test]
async fn child_writes_without_end() {
    let Some(root) = child::role("write without end") else {
        return;
    };
    let store = LocalDirectory::new(root).unwrap();
    for round in 0_u8..=255 {
        let bytes = vec![round; PATTERNS];
        store
            .create(&format!("new/{round}"), bytes.clone())
            .await
            .unwrap();
        let current = store.get("same").await.unwrap().unwrap();
        store
            .replace("same", bytes, &current.version)
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn a_killed_writer_leaves_whole_objects_and_no_lock() {
    let dir = TempDir::new().unwrap();
    let store = local(&dir);
    store.create("same", vec![0; PATTERNS]).await.unwrap();
    for folder in ["new", ""].repeat(3) {
        fs::create_dir_all(store.path().join("new")).unwrap();
        let mut writer = Child::start(
            "local::child_writes_without_end",
            "write without end",
            store.path(),
        );
        writer.kill_when(|| has_temporary(&store.path().join(folder)));
        for key in store.list("").await.unwrap() {
            let bytes = store.get(&key).await.unwrap().unwrap().bytes;
            assert_eq!(bytes.len(), PATTERNS, "{key}");
            assert!(bytes.iter().all(|byte| *byte == bytes[0]), "{key}");
        }
        let now = store.get("same").await.unwrap().unwrap();
        store
            .replace("same", vec![9; PATTERNS], &now.version)
            .await
            .unwrap();
        fs::remove_dir_all(store.path().join("new")).unwrap();
    }
}

fn has_temporary(folder: &Path) -> bool {
    let hidden = |entry: fs::DirEntry| entry.file_name().to_string_lossy().starts_with(".tmp-");
    fs::read_dir(folder).is_ok_and(|entries| entries.flatten().any(hidden))
}

#[tokio::test]
async fn child_meets_a_read_only_directory() {
    let Some(root) = child::role("read only") else {
        return;
    };
    let store = LocalDirectory::new(root).unwrap();
    let object = store.get("a").await.unwrap().unwrap();
    for error in [
        store.create("b", Vec::new()).await.unwrap_err(),
        store.create("folder/b", Vec::new()).await.unwrap_err(),
        store
            .replace("a", Vec::new(), &object.version)
            .await
            .unwrap_err(),
    ] {
        assert!(
            matches!(error, BackendError::PermissionDenied { .. }),
            "{error}"
        );
        assert!(error.to_string().ends_with("permission denied"), "{error}");
    }
    assert_eq!(store.list("").await.unwrap(), ["a"]);
}

#[tokio::test]
async fn a_directory_that_may_not_be_written_is_named() {
    let dir = TempDir::new().unwrap();
    let store = local(&dir);
    store.create("a", b"1".to_vec()).await.unwrap();
    for (path, mode) in [
        (dir.path(), 0o755),
        (store.path(), 0o555),
        (&store.path().join("a"), 0o644),
    ] {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }
    let unbound = fs::write(store.path().join(".probe"), "").is_ok();
    let child = "local::child_meets_a_read_only_directory";
    if unbound {
        // Permissions do not bind root; nobody is bound by them.
        Child::run_as_nobody(child, "read only", store.path());
    } else {
        Child::run(child, "read only", store.path());
    }
    fs::set_permissions(store.path(), fs::Permissions::from_mode(0o700)).unwrap();
}

#[tokio::test]
async fn child_fills_the_disk() {
    let Some(root) = child::role("full disk") else {
        return;
    };
    let store = LocalDirectory::new(PathBuf::from(root).join("store")).unwrap();
    let version = store.create("small", b"kept".to_vec()).await.unwrap();
    for error in [
        store.create("big", vec![1; 1 << 20]).await.unwrap_err(),
        store
            .replace("small", vec![1; 1 << 20], &version)
            .await
            .unwrap_err(),
    ] {
        assert!(matches!(error, BackendError::DiskFull { .. }), "{error}");
        assert!(error.to_string().ends_with("no space is left"), "{error}");
    }
    assert_eq!(store.list("").await.unwrap(), ["small"]);
    assert_eq!(store.get("small").await.unwrap().unwrap().bytes, b"kept");
    store
        .replace("small", b"again".to_vec(), &version)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_full_disk_is_named_and_nothing_is_lost() {
    let dir = TempDir::new().unwrap();
    Child::run_on_small_disk("local::child_fills_the_disk", "full disk", dir.path());
}

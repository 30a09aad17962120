//! The examples of how to import, followed to the letter.

use std::fs;

use driftlock_testbed::{Client, workspace_root};

use crate::story::Story;

/// Those that can be imported. The example of the second declares the first, too.
const BY_NAME: [&str; 2] = ["driftlock_baseline", "driftlock_enforcement"];

fn example(resource: &str, file: &str) -> String {
    let folder = workspace_root().join("examples/resources").join(resource);
    fs::read_to_string(folder.join(file)).unwrap()
}

fn forget(story: &Story) {
    for resource in BY_NAME {
        let address = format!("{resource}.web");
        let forgotten = story.workspace.run(&["state", "rm", &address]).unwrap();
        forgotten.expect_code("state rm", 0).unwrap();
    }
}

#[test]
fn what_the_import_examples_say_imports() {
    let story = Story::begin();
    story.write(&example("driftlock_enforcement", "resource.tf"));
    story.apply();

    forget(&story);
    for resource in BY_NAME {
        let line = example(resource, "import.sh");
        let words: Vec<&str> = line.split_whitespace().skip(1).collect();
        let import = story.workspace.run(&words).unwrap();
        import.expect_code(&line, 0).unwrap();
    }
    story.plan(0);

    imports_by_block(&story, "import-by-string-id.tf");
}

#[test]
fn what_is_imported_by_its_identity_is_the_same() {
    let story = Story::under(Client::library().unwrap());
    story.write(&example("driftlock_enforcement", "resource.tf"));
    story.workspace.init().unwrap();
    story.apply();
    imports_by_block(&story, "import-by-identity.tf");
}

/// Forgets both, and finds them again as the example says.
fn imports_by_block(story: &Story, block: &str) {
    forget(story);
    for resource in BY_NAME {
        let file = format!("import_{resource}.tf");
        let block = example(resource, block);
        story.workspace.write(&file, &block).unwrap();
    }
    let applied = story.apply();
    assert!(
        applied.contains("2 imported, 0 added, 0 changed"),
        "{applied}"
    );
    story.plan(0);
}

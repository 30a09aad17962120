//! The pages on policies and frameworks: written from the metadata, and never by hand.
//!
//! `INSTA_UPDATE=always cargo test -p driftlock-policy --test docs` writes them again.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

use driftlock_policy::{Framework, Policies, Policy, builtin, controls};

type Pages = BTreeMap<String, String>;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/policies")
}

/// `s3` of `builtin:s3/public_s3_bucket.rego`.
fn service(policy: &Policy) -> &str {
    let file = policy.file.strip_prefix("builtin:").unwrap();
    file.split('/').next().unwrap()
}

fn index(policies: &Policies, frameworks: &[Framework]) -> String {
    let services: BTreeSet<&str> = policies.all().iter().map(|p| service(p)).collect();
    let mut page = format!(
        "# Built-in policies\n\n{} policies for {} services. `driftlock-gate explain ID` prints the same.\n\n\
         | policy | severity | what it finds | service |\n|---|---|---|---|\n",
        policies.all().len(),
        services.len(),
    );
    for policy in policies.all() {
        let (id, service) = (&policy.id, service(policy));
        let (severity, title) = (policy.metadata.custom.severity, &policy.metadata.title);
        let _ = writeln!(
            page,
            "| [`{id}`]({service}.md#{id}) | {severity} | {title} | {service} |"
        );
    }
    page += "\n## Frameworks\n\n| framework | | controls covered |\n|---|---|---|\n";
    for framework in frameworks {
        let (id, title) = (&framework.id, &framework.title);
        let (covered, all) = (framework.covered(policies), framework.controls.len());
        let _ = writeln!(
            page,
            "| [`{id}`](frameworks/{id}.md) | {title} | {covered} of {all} |"
        );
    }
    page
}

fn section(page: &mut String, policy: &Policy, frameworks: &[Framework]) {
    let (metadata, custom) = (&policy.metadata, &policy.metadata.custom);
    let types: Vec<String> = custom.resources.types().map(|t| format!("`{t}`")).collect();
    let _ = write!(
        page,
        "\n## {}\n\n**{}** ({}). Judges {}.\n\n{}\n\n{}\n\n**Fix**: {}.\n",
        policy.id,
        metadata.title,
        custom.severity,
        types.join(", "),
        metadata.description.trim(),
        custom.why.trim(),
        custom.fix.trim().trim_end_matches('.'),
    );
    for (heading, code) in [("Fails", &custom.bad), ("Passes", &custom.good)] {
        let _ = write!(page, "\n{heading}:\n\n```hcl\n{}\n```\n", code.trim_end());
    }
    let mut mapped: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for control in controls(policy, frameworks) {
        let (framework, id) = control.split_once(':').unwrap();
        mapped
            .entry(framework.to_owned())
            .or_default()
            .push(id.to_owned());
    }
    if !mapped.is_empty() {
        page.push_str("\nControls: ");
        let told: Vec<String> = mapped
            .into_iter()
            .map(|(framework, ids)| format!("{framework} {}", ids.join(", ")))
            .collect();
        let _ = writeln!(page, "{}.", told.join("; "));
    }
    page.push('\n');
    for reference in &metadata.references {
        let _ = writeln!(page, "- <{}>", reference.address());
    }
}

fn framework(framework: &Framework, policies: &Policies) -> String {
    let mut page = format!(
        "# {}\n\n`{}`, <{}>. The titles of controls are in our words.\n\n\
         | control | asks that | policies |\n|---|---|---|\n",
        framework.title, framework.id, framework.reference,
    );
    for control in &framework.controls {
        let mapped = policies.all().iter().filter(|p| framework.maps(control, p));
        let links: Vec<String> = mapped
            .map(|p| format!("[`{0}`](../{1}.md#{0})", p.id, service(p)))
            .collect();
        let told = match (&control.note, links.is_empty()) {
            (Some(note), true) => format!("not covered: {note}"),
            (None, true) => "not covered".to_owned(),
            (_, false) => links.join(", "),
        };
        let _ = writeln!(page, "| {} | {} | {told} |", control.id, control.title);
    }
    page
}

fn pages() -> Pages {
    let policies = Policies::load(builtin()).unwrap();
    let frameworks = Framework::builtin().unwrap();
    let mut pages = Pages::from([("README.md".to_owned(), index(&policies, &frameworks))]);
    for policy in policies.all() {
        let service = service(policy);
        let page = pages
            .entry(format!("{service}.md"))
            .or_insert_with(|| format!("# Policies: {service}\n"));
        section(page, policy, &frameworks);
    }
    for each in &frameworks {
        let file = format!("frameworks/{}.md", each.id);
        pages.insert(file, framework(each, &policies));
    }
    pages
}

/// Every page that is there.
fn found(folder: &Path) -> Pages {
    let mut pages = Pages::new();
    for (below, prefix) in [
        (folder.to_owned(), ""),
        (folder.join("frameworks"), "frameworks/"),
    ] {
        for entry in fs::read_dir(below).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_file() {
                let name = path.file_name().unwrap().to_str().unwrap();
                pages.insert(
                    format!("{prefix}{name}"),
                    fs::read_to_string(&path).unwrap(),
                );
            }
        }
    }
    pages
}

#[test]
fn the_pages_are_as_the_policies_say() {
    let (pages, folder) = (pages(), folder());
    if env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        if folder.exists() {
            fs::remove_dir_all(&folder).unwrap();
        }
        fs::create_dir_all(folder.join("frameworks")).unwrap();
        for (name, text) in &pages {
            fs::write(folder.join(name), text).unwrap();
        }
    }
    let stale: Vec<String> = pages
        .iter()
        .filter(|(name, text)| found(&folder).get(*name) != Some(text))
        .map(|(name, _)| name.clone())
        .collect();
    assert!(
        stale.is_empty(),
        "write them again with INSTA_UPDATE=always: {stale:?}"
    );
    let left: Vec<String> = found(&folder)
        .into_keys()
        .filter(|n| !pages.contains_key(n))
        .collect();
    assert!(left.is_empty(), "nothing writes these: {left:?}");
}

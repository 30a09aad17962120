use super::*;
use crate::{Attributes, DriftKind, Shape, diff};
use proptest::prelude::*;
use serde_json::{Value, json};

fn of(kind: &str, id: &str, name: Option<&str>, address: Option<&str>) -> ResourceDrift {
    ResourceDrift {
        key: Key {
            kind: kind.into(),
            region: "eu-west-1".into(),
            id: id.into(),
            account: None,
        },
        address: address.map(str::to_owned),
        parent: None,
        name: name.map(str::to_owned),
        kind: DriftKind::Changed,
        changes: Vec::new(),
        reason: None,
        made_by: None,
    }
}

const URL: &str = "https://sqs.eu-west-1.amazonaws.com/123456789012/jobs";
const ADDRESS: &str = r#"module.web["eu.1"].aws_sqs_queue.worker["a.b"]"#;

fn queue() -> ResourceDrift {
    of("aws_sqs_queue", URL, Some("jobs"), Some(ADDRESS))
}

#[track_caller]
fn check(path: &str, of: &ResourceDrift, covered: &[&str], not: &[&str]) {
    let pattern = Pattern::new(path).unwrap();
    for change in covered {
        assert!(pattern.covers(of, change), "{path} covers {change}");
    }
    for change in not {
        assert!(
            !pattern.covers(of, change),
            "{path} does not cover {change}"
        );
    }
}

#[test]
fn a_resource_is_meant_by_id_name_or_terraforms_name() {
    let (yes, no): (&[&str], &[&str]) = (&["tags.a"], &[]);
    for path in [
        "aws_sqs_queue.jobs",
        "aws_sqs_queue.worker",
        "aws_sqs_queue.*",
        "aws_*.job?",
        "*.jobs",
        "aws_sqs_queue.*/jobs",
        "aws_sqs_queue[jobs]",
        "aws_sqs_queue[https://sqs.eu-west-1.amazonaws.com/123456789012/*]",
        r#"aws_sqs_queue.worker["a.b"]"#,
        "aws_sqs_queue.worker[*]",
        "module.web.aws_sqs_queue.worker",
        "module.web.aws_sqs_queue.jobs",
        r#"module.web["eu.1"].aws_sqs_queue.worker"#,
        "module.web[eu*].aws_sqs_queue.worker[a.b].tags",
        "module.*.aws_sqs_queue.*",
    ] {
        check(path, &queue(), yes, no);
    }
    for path in [
        "aws_sqs_queue.job",
        "aws_sqs.jobs",
        "aws_sqs_queue[worker]",
        r#"aws_sqs_queue.worker["b"]"#,
        r#"aws_sqs_queue.jobs["a.b"]"#,
        "module.web.module.inner.aws_sqs_queue.worker",
        "module.we.aws_sqs_queue.worker",
        r#"module.web["us"].aws_sqs_queue.worker"#,
    ] {
        check(path, &queue(), no, yes);
    }
    let unnamed = of("aws_sqs_queue", "jobs", None, None);
    check("aws_sqs_queue.jobs", &unnamed, yes, no);
    check("module.web.aws_sqs_queue.jobs", &unnamed, no, yes);
}

#[test]
fn an_id_with_dots_stands_in_brackets() {
    let bucket = of("aws_s3_bucket", "logs.example.com", None, None);
    check(
        "aws_s3_bucket[logs.example.com].tags",
        &bucket,
        &["tags.a"],
        &["arn"],
    );
    check("aws_s3_bucket.logs.example.com", &bucket, &[], &["tags.a"]);
}

#[test]
fn an_attribute_covers_what_lies_beneath_it_and_nothing_beside_it() {
    let queue = queue();
    let of = |attribute: &str| format!("aws_sqs_queue.jobs.{attribute}");
    check(
        &of("tags"),
        &queue,
        &["tags", "tags.a", r#"tags["a.b"]"#],
        &["tags_all", "tags_all.a", "a.tags"],
    );
    check(
        &of("tags.Last*"),
        &queue,
        &["tags.LastScan", r#"tags["Last.Scan/x"]"#],
        &["tags", "tags.Owner", "tags.Owner.Last"],
    );
    check(
        &of("tags.aws:*"),
        &queue,
        &[r#"tags["aws:cloudformation:stack"]"#],
        &["tags.aws"],
    );
    check(
        &of("ingress[tcp 443 from 0.0.0.0/0]"),
        &queue,
        &[
            "ingress[tcp 443 from 0.0.0.0/0]",
            "ingress[tcp 443 from 0.0.0.0/0].description",
        ],
        &["ingress[tcp 443 from 0.0.0.0/8]", "ingress"],
    );
    check(
        &of("ingress[*].description"),
        &queue,
        &["ingress[tcp 443 from 10.0.0.0/8].description"],
        &[
            "ingress[tcp 443 from 10.0.0.0/8]",
            "egress[all].description",
        ],
    );
    check(
        &of("rule[0].alg"),
        &queue,
        &["rule[0].alg"],
        &["rule[1].alg"],
    );
    check(&of("*"), &queue, &["tags.a", "policy"], &[]);
}

#[test]
fn what_cannot_be_a_path_is_refused_with_what_is_wrong() {
    let open = |path: &str| BadIgnore::Open { path: path.into() };
    let empty = |path: &str| BadIgnore::EmptyPart { path: path.into() };
    let nothing = |path: &str| BadIgnore::NoResource { path: path.into() };
    let everything = |path: &str| BadIgnore::Everything { path: path.into() };
    for (path, fault) in [
        ("aws_sqs_queue.*.tags[a", open as fn(&str) -> _),
        ("", empty),
        ("aws_sqs_queue..tags", empty),
        ("aws_sqs_queue.", empty),
        (".jobs", empty),
        ("aws_sqs_queue[].tags", empty),
        ("aws_sqs_queue", nothing),
        ("module.web", nothing),
        ("module.web.aws_sqs_queue", nothing),
        ("*.*", everything),
        ("*.**.*", everything),
    ] {
        assert_eq!(Pattern::new(path), Err(fault(path)), "{path}");
    }
}

#[test]
fn a_star_stands_for_any_text_and_a_question_mark_for_one_character() {
    for (glob, text, expected) in [
        ("*", "", true),
        ("a*b*c", "a1b2b3c", true),
        ("a*b*c", "a1b2b3", false),
        ("?", "\u{e9}", true),
        ("a?", "a", false),
        ("*ab", "aab", true),
        ("a", "ab", false),
        ("{a,b}", "a", false),
        ("[a]", "[a]", true),
    ] {
        assert_eq!(fits(glob, text), expected, "{glob} {text}");
    }
}

fn any_attributes() -> impl Strategy<Value = Attributes> {
    let leaf = prop_oneof![Just(Value::Null), any::<i8>().prop_map(Value::from)];
    let value = leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::btree_map(r#"[a-c.*?\[\]"\\ ]{0,4}"#, inner, 0..3)
                .prop_map(|map| json!(map)),
        ]
    });
    prop::collection::btree_map("[a-z_]{1,3}", value, 0..4)
        .prop_map(|map| map.into_iter().collect())
}

proptest! {
    /// What a report prints can be pasted after a resource and covers that very change.
    #[test]
    fn a_path_that_is_reported_covers_itself(a in any_attributes(), b in any_attributes()) {
        for change in diff(Some(&a), Some(&b), &Shape::default()) {
            let path = format!("aws_sqs_queue.jobs.{}", change.path);
            match Pattern::new(&path) {
                Ok(pattern) => prop_assert!(pattern.covers(&queue(), &change.path), "{path}"),
                // A map key without a name cannot be told from a part that was forgotten.
                Err(fault) => prop_assert!(
                    matches!(fault, BadIgnore::EmptyPart { .. }) && path.contains(r#"[""]"#),
                    "{path}: {fault}"
                ),
            }
        }
    }
}

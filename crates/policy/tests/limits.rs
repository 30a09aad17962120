//! What would take for ever, or all memory, or the whole stack, ends in an error and in time.

use std::time::{Duration, Instant};

use driftlock_policy::{Policies, Source, query, read_plan};

/// What one answer may take in a debug build on a busy machine.
const SOON: Duration = Duration::from_secs(20);

fn source(rules: &str) -> Vec<Source> {
    vec![Source {
        file: "deep.rego".to_owned(),
        text: format!("package t\n\n{rules}\n"),
    }]
}

#[track_caller]
fn refused(rules: &str, part: &str) {
    let begun = Instant::now();
    let errors = Policies::load(source(rules)).err().unwrap_or_default();
    let said: Vec<String> = errors.iter().map(ToString::to_string).collect();
    let start: String = rules.chars().take(60).collect();
    assert!(
        said.iter().any(|said| said.contains(part)),
        "{start}: {said:?}"
    );
    assert!(begun.elapsed() < SOON, "{start}: {:?}", begun.elapsed());
}

#[track_caller]
fn stopped(rules: &str, part: &str) {
    let begun = Instant::now();
    let errors = query(source(rules), "data.t.p", "{}")
        .err()
        .unwrap_or_default();
    let said: Vec<String> = errors.iter().map(ToString::to_string).collect();
    assert!(
        said.iter().any(|said| said.contains(part)),
        "{rules}: {said:?}"
    );
    assert!(begun.elapsed() < SOON, "{rules}: {:?}", begun.elapsed());
}

/// A text over lines short enough for the engine.
fn lines(parts: impl IntoIterator<Item = String>) -> String {
    let parts: Vec<String> = parts.into_iter().collect();
    parts
        .chunks(50)
        .map(|chunk| chunk.concat())
        .collect::<Vec<_>>()
        .join("\n")
}

fn repeated(part: &str, times: usize) -> String {
    lines((0..times).map(|_| part.to_owned()))
}

#[test]
fn deep_brackets_are_refused() {
    for (open, close) in [
        ("(", ")"),
        ("[", "]"),
        ("{", "}"),
        ("f(", ")"),
        ("{1: ", "}"),
    ] {
        for depth in [17, 40, 10_000] {
            let (opened, closed) = (repeated(open, depth), repeated(close, depth));
            refused(&format!("p := {opened}1{closed}"), "nested");
            refused(&format!("p := {opened}"), "nested");
        }
    }
    let comprehensions = repeated("[x | x := ", 10_000);
    refused(&format!("p := {comprehensions}"), "nested");
}

#[test]
fn brackets_of_the_depth_that_is_allowed_are_read_soon() {
    for (open, close) in [
        ("(", ")"),
        ("[", "]"),
        ("{", "}"),
        ("count([", "])"),
        ("{1: ", "}"),
    ] {
        let depth = if open.len() > 4 { 8 } else { 16 };
        let text = format!("p := {}1{}", open.repeat(depth), close.repeat(depth));
        let begun = Instant::now();
        Policies::load(source(&text)).unwrap();
        let body = format!(
            "p if {{ {}1{} }}",
            open.repeat(depth - 1),
            close.repeat(depth - 1)
        );
        Policies::load(source(&body)).unwrap();
        assert!(begun.elapsed() < SOON, "{open}: {:?}", begun.elapsed());
    }
}

#[test]
fn long_chains_are_refused() {
    for operator in [" + ", " - ", " * ", " | ", " & ", " == ", " in ", " -"] {
        for length in [300, 10_000] {
            refused(
                &format!("p := 1{}", repeated(&format!("{operator}1"), length)),
                "operators",
            );
        }
    }
    refused(&format!("p := input{}", repeated(".a", 450)), "operators");
    refused(&format!("p := input{}", repeated("[0]", 300)), "operators");
    refused(&format!("p := {}1", repeated("- ", 10_000)), "operators");
}

#[test]
fn chains_of_the_length_that_is_allowed_are_evaluated() {
    let rules = format!("p := 1{}", repeated(" + 1", 199));
    let value = query(source(&rules), "data.t.p", "{}").unwrap().unwrap();
    assert_eq!(value.to_string(), "200");
}

#[test]
fn many_statements_are_no_chain() {
    let rules = format!(
        "p if {{\n{}}}",
        "input.a.b[0] == 1 + 2 - 3\n[x] = [1]\nnot input.c\n".to_owned()
    );
    Policies::load(source(&rules)).unwrap();
    let many = format!(
        "p if {{\n{}}}",
        "input.a.b[0] == 1 + 2 - 3\nnot input.c\n".repeat(2_000)
    );
    Policies::load(source(&many)).unwrap();
    let rows: String = (0..3_000)
        .map(|row| format!("{{\"a\": [{row}, -1]}},\n"))
        .collect();
    Policies::load(source(&format!("p := [\n{rows}]"))).unwrap();
}

#[test]
fn many_branches_are_read() {
    let branches = " else := 1 if {\n  input.a\n}".repeat(2_000);
    let rules = format!("p := 0 if {{\n  input.a\n}}{branches}\n");
    assert!(query(source(&rules), "data.t.p", "{}").unwrap().is_none());
}

#[test]
fn what_would_fill_the_memory_is_stopped() {
    stopped("p := numbers.range(1, 100000000000)", "no more than");
    stopped(
        "p := numbers.range_step(1, 100000000000, 2)",
        "no more than",
    );
    stopped("p := net.cidr_expand(\"::/0\")", "no more than");
    stopped("p := net.cidr_expand(\"10.0.0.0/8\")", "no more than");
    stopped("p := sprintf(\"%999999999d\", [1])", "wider");
    stopped("p := sprintf(\"%.999999999f\", [1.5])", "wider");
    stopped("p := bits.lsh(1, 100000000000)", "shifts by");
    stopped("p := to_number(\"1e1000000000\")", "number");
    stopped(
        "p := regex.match(\"((a{1000}){1000}){1000}\", \"a\")",
        "regex",
    );
    refused("p := 1e1000000000", "out of range");
    for doubled in [
        "concat(\"\", [x, x])",
        "sprintf(\"%s%s\", [x, x])",
        "replace(x, \"a\", \"aa\")",
    ] {
        let double =
            |n: usize| format!("x{n} := {}\n", doubled.replace("x", &format!("x{}", n - 1)));
        let steps: String = (1..40).map(double).collect();
        stopped(
            &format!("p := x39 if {{\nx0 := \"aa\"\n{steps}}}"),
            "too long",
        );
    }
}

#[test]
fn a_document_that_unfolds_for_ever_is_an_error() {
    let fold = |n: usize| {
        format!(
            "a{n}: &a{n} [{}]\\n",
            vec![format!("*a{}", n - 1); 10].join(",")
        )
    };
    let text: String = (1..12).map(fold).collect();
    stopped(
        &format!("p := yaml.unmarshal(\"a0: &a0 [x]\\n{text}\")"),
        "yaml",
    );
}

#[test]
fn what_would_take_for_ever_is_stopped() {
    let many = "some a in xs; some b in xs; some c in xs; some d in xs";
    let xs = "xs := numbers.range(1, 1000)";
    let endless = [
        format!("{xs}\np if {{ {many}; a + b + c + d == 0 }}"),
        format!("{xs}\np := count([1 | {many}; a + b + c + d == 0])"),
        format!("{xs}\np contains a if {{ {many}; a + b + c + d == 0 }}"),
        format!(
            "{xs}\np if {{ every a in xs {{ every b in xs {{ every c in xs {{ a + b + c > 0 }} }} }} }}"
        ),
        format!(
            "{xs}\nf(x) := x + a + b if {{ some a in xs; some b in xs; a + b == 0 }}\np if {{ {many}; f(c) == d }}"
        ),
        format!("{xs}\np if {{ not q }}\nq if {{ {many}; a + b + c + d == 0 }}"),
    ];
    std::thread::scope(|scope| {
        for rules in &endless {
            scope.spawn(|| stopped(rules, "time limit"));
        }
    });
}

/// Rules that each need the one before, with a deep body each.
fn chain(length: usize) -> String {
    let rule = |rule: usize| {
        let open: String = (0..6).map(|n| format!("[x{n} | some x{n} in ")).collect();
        let close = "]".repeat(6);
        format!(
            "r{rule}(x) := y if {{\n  some y in {open}[r{}(x)]{close}\n}}",
            rule - 1
        )
    };
    let rules: Vec<String> = (1..length).map(rule).collect();
    format!("r0(x) := 1\n{}\np := r{}(2)", rules.join("\n"), length - 1)
}

#[test]
fn long_dependencies_are_refused() {
    let value = query(source(&chain(99)), "data.t.p", "{}")
        .unwrap()
        .unwrap();
    assert_eq!(value.to_string(), "1");
    refused(&chain(101), "in a row");
    refused(&chain(2_000), "in a row");
}

#[test]
fn deep_data_is_an_error() {
    let deep = "[".repeat(100_000);
    let plan = format!(r#"{{"format_version":"1.2","resource_changes":{deep}"#);
    assert!(read_plan(plan.as_bytes()).is_err());
    let closed = format!("{deep}{}", "]".repeat(100_000));
    let plan = format!(
        r#"{{"format_version":"1.2","resource_changes":[{{"address":"a.b","mode":"managed","type":"a",
        "name":"b","change":{{"actions":["create"],"before":null,"after":{{"x":{closed}}}}}}}]}}"#
    );
    let error = read_plan(plan.as_bytes()).unwrap_err();
    assert!(error.to_string().contains("recursion limit"), "{error}");
    let text = "[".repeat(1_000);
    stopped(&format!("p := json.unmarshal(\"{text}\")"), "json");
}

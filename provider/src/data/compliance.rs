//! `driftlock_compliance`: what the policies say of what a baseline approved, or of what is live in
//! its scope. Reads the store, and AWS where `live` asks for it; leaves no event in the history.

use std::path::PathBuf;

use driftlock_engine::{
    ControlResult, ControlStatus, Finding, Keep, Loaded, ReportOutcome, Scanned, Selection, Verdict,
};
use driftlock_tfplugin::{
    Attribute, Context, DataSource, Diagnostic, Diagnostics, Schema, Type, Value, async_trait,
};
use jiff::tz::TimeZone;

use crate::provider::Shared;
use crate::require::{check_framework, check_severity};
use crate::session::{Session, baseline_name, check_name, failed, fault, log};

const ABOUT: &str = "What policies say of what a baseline approved, or of what is live in its scope: the \
policies of `driftlock-gate`, with the waivers of the store. Nothing is written: `driftlock scan` keeps \
a record.";

const CONTROLS: &str = "How each control of the `framework` came out, in its order: `control`, `title`, \
`status` (`fail`, `warn`, `unknown`, `pass`, `nothing_to_judge` or `not_covered`), the `policies` that \
speak of it, and how many of their verdicts were `fail`, `warn`, `unknown`, `waived` and `pass`. Empty \
where no framework is named.";

const FINDINGS: &str = "All verdicts but the passes: `policy`, `severity`, `resource` (its Terraform \
address where known, else type and id), `type`, `verdict` (`fail`, `warn`, `unknown` or `waived`), \
`message`, `fix`, and the `waiver` where there is one.";

/// The verdicts that are counted.
const COUNTS: [&str; 5] = ["fail", "warn", "unknown", "waived", "pass"];

/// See the module.
pub(crate) struct ComplianceData(pub(crate) Shared);

#[async_trait]
impl DataSource for ComplianceData {
    fn schema(&self) -> Schema {
        let text = || Attribute::optional(Type::String);
        let number = |name: &'static str| (name, Type::Number);
        let [fail, warn, unknown, waived, pass] = COUNTS.map(number);
        let (resources, policies) = (number("resources"), number("policies"));
        let counts = [resources, policies, fail, warn, unknown, waived, pass];
        Schema::new(ABOUT)
            .attribute("baseline", Attribute::required(Type::String).check(check_name)
                .describe("Name of the baseline."))
            .attribute("live", Attribute::optional(Type::Bool).describe(
                "Whether what is live in the scope of the approved revision is read from AWS and judged. \
                 Default false: the approved revision itself is judged, and no cloud is asked."))
            .attribute("framework", text().check(check_framework).describe(
                "The compliance framework whose policies judge, and on whose `controls` is reported: \
                 such as `cis-aws-3.0`, `cis-aws` for the newest of them, or a file. Else all policies."))
            .attribute("min_severity", text().check(check_severity).describe(
                "Milder offences are warnings: `info`, `low`, `medium`, `high` or `critical`. Default \
                 `medium` for the built-in policies, and `info` where a framework is named."))
            .attribute("policies", Attribute::optional(Type::list(Type::String)).describe(
                "Folders of policies of one's own, in Rego, beside the built-in ones."))
            .attribute("waivers", text().describe(
                "File of approved exceptions, in YAML, beside the `driftlock_waiver`s of the store."))
            .attribute("compliant", Attribute::computed(Type::Bool).describe(
                "Whether nothing fails, and everything could be read and judged."))
            .attribute("revision", Attribute::computed(Type::Number).describe(
                "The approved revision: the one that was judged, or whose scope was read."))
            .attribute("summary", Attribute::computed(Type::object(counts)).describe(
                "How many `resources` were judged by how many `policies`, and how many of their \
                 verdicts were `fail`, `warn`, `unknown`, `waived` and `pass`."))
            .attribute("controls", controls().describe(CONTROLS))
            .attribute("findings", findings().describe(FINDINGS))
            .attribute("unreadable", Attribute::computed(Type::list(Type::String)).describe(
                "What in scope could not be read and so not be judged, with the reason."))
    }

    async fn read(&self, cx: &Context, config: Value) -> Result<Value, Diagnostics> {
        let session = Session::of(&self.0)?;
        let by = loaded(session, &config).await?;
        let scanned = tokio::select! {
            scanned = scan(session, &config, by) => scanned?,
            () = cx.stop().cancelled() => {
                return Err(Diagnostic::error("judging by the policies: stopped as asked").into());
            }
        };
        for error in &scanned.report.errors {
            let warning = Diagnostic::warning(format!("policy {error}"));
            cx.warn(warning.detail("What it would have said is not known."));
        }
        Ok(told(config, &scanned))
    }
}

/// What to judge by. Reads files.
async fn loaded(session: &Session, config: &Value) -> Result<Loaded, Diagnostics> {
    let severity = config.string("min_severity");
    let selection = Selection {
        policy: config
            .strings("policies")
            .iter()
            .map(PathBuf::from)
            .collect(),
        framework: config
            .string("framework")
            .map(str::to_owned)
            .into_iter()
            .collect(),
        severity: severity.and_then(|word| word.parse().ok()),
        waivers: config.string("waivers").map(PathBuf::from),
        ..Selection::default()
    };
    let today = session.ledger().now().to_zoned(TimeZone::UTC).date();
    let loading = tokio::task::spawn_blocking(move || selection.load(today)).await;
    let loaded =
        loading.map_err(|error| Diagnostic::error(format!("loading the policies: {error}")))?;
    loaded.map_err(|faults| {
        let mut all = Diagnostics::new();
        all.extend(faults.iter().map(fault));
        all
    })
}

async fn scan(session: &Session, config: &Value, by: Loaded) -> Result<Scanned, Diagnostic> {
    let name = baseline_name(config, "baseline")?;
    let scanned = match config.boolean("live") {
        Some(true) => {
            let engine = session.engine().await?;
            engine.scan(&name, by, Keep::Nowhere, &log).await
        }
        _ => session.ledger().scan(&name, None, by, Keep::Nowhere).await,
    };
    scanned.map_err(|error| failed(&error))
}

fn told(config: Value, scanned: &Scanned) -> Value {
    let Scanned {
        revision,
        scan,
        report,
        unreadable,
        ..
    } = scanned;
    let summary = Value::object([
        ("resources", count(scan.resources)),
        ("policies", count(scan.policies)),
        ("fail", count(scan.fail)),
        ("warn", count(scan.warn)),
        ("unknown", count(scan.unknown)),
        ("waived", count(scan.waived)),
        ("pass", count(scan.pass)),
    ]);
    let framework = report.frameworks.iter().flat_map(|result| &result.controls);
    let told = report
        .findings
        .iter()
        .filter(|one| one.verdict != Verdict::Pass);
    let unread = unreadable
        .iter()
        .map(|one| format!("{}: {}", one.key, one.reason).into());
    config
        .with(
            "compliant",
            report.outcome() == ReportOutcome::Pass && unreadable.is_empty(),
        )
        .with("revision", revision.revision)
        .with("summary", summary)
        .with("controls", Value::List(framework.map(control).collect()))
        .with("findings", Value::List(told.map(finding).collect()))
        .with("unreadable", Value::List(unread.collect()))
}

fn controls() -> Attribute {
    let [fail, warn, unknown, waived, pass] = COUNTS.map(|name| (name, Type::Number));
    Attribute::computed(Type::list(Type::object([
        ("control", Type::String),
        ("title", Type::String),
        ("status", Type::String),
        ("policies", Type::list(Type::String)),
        fail,
        warn,
        unknown,
        waived,
        pass,
    ])))
}

fn control(result: &ControlResult) -> Value {
    let policies = result.policies.iter().map(|id| id.as_str().into());
    Value::object([
        ("control", result.control.as_str().into()),
        ("title", result.title.as_str().into()),
        ("status", status(result.status).into()),
        ("policies", Value::List(policies.collect())),
        ("fail", count(result.fail)),
        ("warn", count(result.warn)),
        ("unknown", count(result.unknown)),
        ("waived", count(result.waived)),
        ("pass", count(result.pass)),
    ])
}

/// The word for it in JSON reports.
const fn status(status: ControlStatus) -> &'static str {
    match status {
        ControlStatus::NothingToJudge => "nothing_to_judge",
        ControlStatus::NotCovered => "not_covered",
        ControlStatus::Fail
        | ControlStatus::Warn
        | ControlStatus::Unknown
        | ControlStatus::Pass => status.words(),
    }
}

fn findings() -> Attribute {
    let texts = [
        "policy", "severity", "resource", "type", "verdict", "message", "fix", "waiver",
    ];
    let texts = texts.map(|name| (name, Type::String));
    Attribute::computed(Type::list(Type::object(texts)))
}

fn finding(found: &Finding) -> Value {
    let waiver = found
        .waiver
        .as_ref()
        .map(|waiver| format!("{} ({}, {})", waiver.reason, waiver.owner, waiver.until()));
    Value::object([
        ("policy", found.policy.id.as_str().into()),
        ("severity", found.severity().word().into()),
        ("resource", found.address.to_string().into()),
        ("type", found.kind.to_string().into()),
        ("verdict", found.verdict.word().into()),
        ("message", found.message.to_string().into()),
        ("fix", found.fix().into()),
        ("waiver", waiver.into()),
    ])
}

fn count(count: usize) -> Value {
    u64::try_from(count).unwrap_or(u64::MAX).into()
}

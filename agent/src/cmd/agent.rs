//! `driftlock agent`: look at baselines again and again, and do what their settings say.
//!
//! Level-triggered: each look starts from what is there, so a look that was missed or cut short
//! costs nothing but time. Baselines are looked at one after the other.

use std::collections::BTreeMap;
use std::io::Write;
use std::time::Duration;

use driftlock_core::BaselineName;
use driftlock_engine::{CancellationToken, Enforced, Engine, EngineError, Run, quiet};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use crate::args::Format;
use crate::context::Context;
use crate::outcome::{Exit, Failure, Output};
use crate::render;
use crate::when::parse_duration;

/// How long the run under way may take after the first signal to stop.
const GRACE: Duration = Duration::from_secs(25);

/// How long telling of it may take then. What a webhook has taken is noted within that, so that the next run
/// does not tell it again; one that does not answer keeps nobody waiting.
const TELLING: Duration = Duration::from_secs(3);

/// The longest wait after failures, unless the interval itself is longer.
const LONGEST: SignedDuration = SignedDuration::from_mins(30);

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Runs until it is interrupted or terminated; it then stops between two calls, records \
                  what was done, and ends with exit code 0, or with 2 where that \
                  takes longer than 25 seconds. A second signal ends it at once; the next \
                  run then settles what was begun."
)]
pub(crate) struct Args {
    /// Names of baselines [default: all in the store, new ones included]
    names: Vec<BaselineName>,
    /// Time from the end of one look to the next, give or take a tenth; doubled after each failure,
    /// up to 30m
    #[arg(long, value_parser = parse_duration, value_name = "LENGTH", default_value = "5m")]
    interval: SignedDuration,
}

/// What is known of one baseline between two looks.
#[derive(Default)]
struct Watch {
    due: Option<Timestamp>,
    failures: u32,
    /// What was said last; the same is not said twice.
    said: String,
}

pub(crate) async fn run(args: Args, context: &Context) -> Result<Output, Failure> {
    let engine = context.engine().await?;
    context.warn_of(engine.ledger()).await;
    let cancel = stop_on_signal();
    let mut watches: BTreeMap<BaselineName, Watch> = BTreeMap::new();
    let mut known = names(&args, &engine).await?;
    loop {
        for name in &known {
            let watch = watches.entry(name.clone()).or_default();
            let now = engine.ledger().now();
            if cancel.is_cancelled() || watch.due.is_some_and(|due| now < due) {
                continue;
            }
            let run = Run {
                cancel: cancel.clone(),
                ..Run::default()
            };
            let result = tokio::select! {
                result = engine.enforce(name, &run, &quiet) => result,
                () = too_late(&cancel, GRACE) => return Ok(cut_short(name)),
            };
            tokio::select! {
                () = context.tell(name) => {}
                // The next run tells it; what was heard and not noted, a second time.
                () = too_late(&cancel, TELLING) => {}
            }
            let mut line = watch.note(&args, &result, engine.ledger().now());
            if result.is_ok() {
                line.push_str(&paused(&engine, name).await);
            }
            let acted = |done: &Enforced| done.restored() > 0 || !done.proposed.is_empty();
            let acted = result.as_ref().is_ok_and(acted);
            if (line != watch.said || acted) && !say(context.format, &engine, name, &line, &result)
            {
                return Ok(Output::ok(""));
            }
            watch.said = line;
        }
        let wait = pause(&args, &watches, engine.ledger().now());
        tokio::select! {
            () = cancel.cancelled() => return Ok(Output::ok("")),
            () = tokio::time::sleep(wait) => {}
        }
        match names(&args, &engine).await {
            Ok(names) => {
                watches.retain(|name, _| names.contains(name));
                known = names;
            }
            Err(failure) => tracing::error!(error = %failure.message, "the store cannot be read"),
        }
    }
}

/// Ends some time after the agent was told to stop.
async fn too_late(cancel: &CancellationToken, grace: Duration) {
    cancel.cancelled().await;
    tokio::time::sleep(grace).await;
}

fn cut_short(name: &BaselineName) -> Output {
    let text =
        format!("{name}: stopped in the middle of a run; the next run settles what was begun\n");
    Output::new(text, Exit::CouldNotTell)
}

/// The pauses that hold, to stand at the end of a line: a forgotten one is seen again and again.
async fn paused(engine: &Engine, name: &BaselineName) -> String {
    let pauses = engine.ledger().pauses(name).await.unwrap_or_default();
    pauses
        .iter()
        .map(|pause| {
            let what = pause
                .resource
                .as_ref()
                .map_or_else(String::new, |key| format!("{key} is "));
            format!(
                "; {what}paused {} by {}: {}",
                pause.how_long(),
                pause.owner,
                pause.reason
            )
        })
        .collect()
}

async fn names(args: &Args, engine: &Engine) -> Result<Vec<BaselineName>, Failure> {
    if !args.names.is_empty() {
        return Ok(args.names.clone());
    }
    // Names alone: a baseline that is damaged must not stand in the way of the others.
    Ok(engine.ledger().names().await?)
}

impl Watch {
    /// Sets when to look next, and answers what there is to say.
    fn note(
        &mut self,
        args: &Args,
        result: &Result<Enforced, EngineError>,
        now: Timestamp,
    ) -> String {
        let failed = match result {
            Ok(enforced) => enforced.has_failed(),
            // Somebody else is at work; that is no reason to look less often.
            Err(EngineError::Busy { .. }) => false,
            Err(_) => true,
        };
        self.failures = if failed {
            self.failures.saturating_add(1)
        } else {
            0
        };
        let wait = jittered(backoff(args.interval, self.failures), fastrand::f64());
        self.due = Some(now.saturating_add(wait).unwrap_or(Timestamp::MAX));
        match result {
            Ok(enforced) => render::enforce::line(enforced),
            Err(error) => format!("error: {error}; {}", error.help()),
        }
    }
}

/// The interval, doubled for each failure in a row.
fn backoff(interval: SignedDuration, failures: u32) -> SignedDuration {
    let factor = 1_i32.checked_shl(failures.min(16)).unwrap_or(i32::MAX);
    let doubled = interval.checked_mul(factor).unwrap_or(LONGEST);
    doubled.min(LONGEST.max(interval))
}

/// A tenth more or less, as `chance` between 0 and 1 wants it: agents that were started together do
/// not go on marching in step.
fn jittered(wait: SignedDuration, chance: f64) -> SignedDuration {
    let factor = 0.9 + 0.2 * chance.clamp(0.0, 1.0);
    let seconds = wait.as_secs_f64() * factor;
    SignedDuration::try_from_secs_f64(seconds).unwrap_or(wait)
}

/// Until the first baseline is due; an empty store is looked at once per interval.
fn pause(args: &Args, watches: &BTreeMap<BaselineName, Watch>, now: Timestamp) -> Duration {
    let first = watches.values().filter_map(|watch| watch.due).min();
    let wait = first.map_or(args.interval, |due| due.duration_since(now));
    Duration::try_from(wait.min(args.interval)).unwrap_or_default()
}

/// Writes one line; false where nobody reads any more.
fn say(
    format: Format,
    engine: &Engine,
    name: &BaselineName,
    line: &str,
    result: &Result<Enforced, EngineError>,
) -> bool {
    let at = engine.ledger().now();
    let text = match format {
        Format::Text => format!("{}  {name}: {line}\n", render::time(at)),
        Format::Json => {
            let report = result.as_ref().ok().map(render::enforce::value);
            let error = result.as_ref().err().map(ToString::to_string);
            json!({ "version": 1, "at": at, "baseline": name, "report": report, "error": error })
                .to_string()
                + "\n"
        }
    };
    let mut out = anstream::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .is_ok()
}

/// Cancelled by the first signal; the second ends the program at once. Both are listened for before
/// this returns, so that none is missed.
fn stop_on_signal() -> CancellationToken {
    let token = CancellationToken::new();
    let cancel = token.clone();
    let mut signals = Signals::new();
    tokio::spawn(async move {
        signals.next().await;
        cancel.cancel();
        signals.next().await;
        // What was begun is on record, and is settled by whoever runs next.
        std::process::exit(130);
    });
    token
}

#[cfg(unix)]
struct Signals(Vec<tokio::signal::unix::Signal>);

#[cfg(unix)]
impl Signals {
    fn new() -> Self {
        use tokio::signal::unix::{SignalKind, signal};
        let kinds = [SignalKind::interrupt(), SignalKind::terminate()];
        // Without a handler the signal ends the program by itself.
        Self(
            kinds
                .into_iter()
                .filter_map(|kind| signal(kind).ok())
                .collect(),
        )
    }

    async fn next(&mut self) {
        let waits = self.0.iter_mut().map(|signal| Box::pin(signal.recv()));
        if waits.len() == 0 {
            std::future::pending::<()>().await;
        }
        futures::future::select_all(waits).await;
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new() -> Self {
        Self
    }

    async fn next(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_a_tenth_more_or_less() {
        let minutes = SignedDuration::from_mins;
        let of = |chance| jittered(minutes(10), chance);
        assert_eq!(
            (of(0.0), of(0.5), of(1.0)),
            (minutes(9), minutes(10), minutes(11))
        );
        assert_eq!(jittered(SignedDuration::MAX, 1.0), SignedDuration::MAX);
    }

    #[test]
    fn failures_double_the_wait_up_to_a_limit() {
        let minutes = SignedDuration::from_mins;
        for (interval, failures, wait) in [
            (5, 0, 5),
            (5, 1, 10),
            (5, 2, 20),
            (5, 3, 30),
            (5, 99, 30),
            (60, 4, 60),
        ] {
            assert_eq!(backoff(minutes(interval), failures), minutes(wait));
        }
    }
}

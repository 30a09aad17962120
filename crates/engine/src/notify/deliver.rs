//! Handing one message to one webhook: what can come of it, and trying again.

use std::time::Duration;

use async_trait::async_trait;
use driftlock_core::Webhook;
use jiff::{SignedDuration, Timestamp};

/// How often a message is tried at once, and the waits between.
const WAITS: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(2)];
/// The longest that is waited at once because the other side asks for it.
const PATIENCE: SignedDuration = SignedDuration::from_secs(5);
/// The longest that is waited at all because the other side asks for it.
const LONGEST_ASKED: SignedDuration = SignedDuration::from_hours(24);
/// The longest wait after failures.
const LONGEST: SignedDuration = SignedDuration::from_hours(1);

/// A message as it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The same for the same message, however often it is sent.
    pub idempotency_key: String,
    /// JSON.
    pub body: Vec<u8>,
}

/// What a webhook said to a message that it took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status, from 200 to 299.
    pub status: u16,
    /// The beginning of what it said, without control characters; may be empty.
    pub text: String,
}

/// When to try again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Again {
    /// In a moment: the other side could not be reached, or has trouble of its own.
    Soon,
    /// The other side asks to wait so long.
    After(SignedDuration),
    /// The other side asks to wait until then.
    At(Timestamp),
    /// Not before something was changed, here or there.
    Later,
}

/// A message was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotTaken {
    /// Why not, in words that do not repeat the address.
    pub cause: String,
    /// When to try again.
    pub again: Again,
}

/// Hands messages over. Told what to send and where to; decides nothing.
#[async_trait]
pub trait Deliver: Send + Sync {
    /// Hands one message over, once. Answers within ten seconds.
    ///
    /// # Errors
    /// [`NotTaken`].
    async fn deliver(&self, to: &Webhook, message: &Message) -> Result<Answer, NotTaken>;
}

/// How long to wait before try number `tries` (from 1 on) is repeated within the same run; none where
/// that is left to a later run.
pub(super) fn wait(tries: usize, failed: &NotTaken, now: Timestamp) -> Option<Duration> {
    let usual = *WAITS.get(tries.checked_sub(1)?)?;
    match asked(failed.again, now) {
        Some(asked) if asked > PATIENCE => None,
        Some(asked) => Some(usual.max(Duration::try_from(asked).unwrap_or_default())),
        None => (failed.again == Again::Soon).then_some(usual),
    }
}

/// The time before which a later run does not try again, after so many `failures` in a row; none
/// where the next one may.
pub(super) fn not_before(failures: u32, again: Again, now: Timestamp) -> Option<Timestamp> {
    let doubled = |more: u32| {
        let minutes = 1_i64.checked_shl(more.min(16)).unwrap_or(i64::MAX);
        SignedDuration::from_mins(minutes).min(LONGEST)
    };
    let usual = failures.checked_sub(2).map(doubled);
    let wait = usual.max(asked(again, now))?;
    Some(now.saturating_add(wait).unwrap_or(Timestamp::MAX))
}

/// What the other side asks for.
fn asked(again: Again, now: Timestamp) -> Option<SignedDuration> {
    let asked = match again {
        Again::Soon | Again::Later => return None,
        Again::After(length) => length,
        Again::At(time) => time.duration_since(now),
    };
    Some(asked.clamp(SignedDuration::ZERO, LONGEST_ASKED))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn seconds(of: i64) -> SignedDuration {
        SignedDuration::from_secs(of)
    }

    #[test]
    fn a_moment_is_waited_for_what_may_pass() {
        let waited = |tries, again| {
            let cause = String::new();
            let wait = wait(tries, &NotTaken { cause, again }, NOW);
            wait.map(|wait| wait.as_secs())
        };
        assert_eq!(waited(1, Again::Soon), Some(1));
        assert_eq!(waited(2, Again::Soon), Some(2));
        assert_eq!(waited(3, Again::Soon), None);
        assert_eq!(waited(1, Again::Later), None);
        assert_eq!(waited(1, Again::After(seconds(4))), Some(4));
        assert_eq!(waited(1, Again::After(seconds(-4))), Some(1));
        assert_eq!(waited(1, Again::After(seconds(60))), None);
        let at = NOW.saturating_add(seconds(3)).unwrap();
        assert_eq!(waited(2, Again::At(at)), Some(3));
    }

    #[test]
    fn failures_in_a_row_are_tried_ever_later() {
        let after = |failures, again| {
            not_before(failures, again, NOW).map(|at| at.duration_since(NOW).as_secs())
        };
        assert_eq!(after(1, Again::Soon), None);
        assert_eq!(after(2, Again::Soon), Some(60));
        assert_eq!(after(3, Again::Later), Some(120));
        assert_eq!(after(99, Again::Soon), Some(3600));
        assert_eq!(after(1, Again::After(seconds(90))), Some(90));
        assert_eq!(after(3, Again::After(seconds(90))), Some(120));
        let for_ever = Again::At(Timestamp::MAX);
        assert_eq!(after(1, for_ever), Some(24 * 3600));
    }
}

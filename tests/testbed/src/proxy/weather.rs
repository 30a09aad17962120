//! Trouble by chance, the same for the same seed.

use std::collections::BTreeMap;

use super::Request;

/// What may happen to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Refused: too many requests.
    Throttle,
    /// Refused: the service fails with a 5xx.
    Outage,
    /// Refused: the caller lacks the permission.
    Deny,
    /// The connection ends before the request is sent on.
    Lost,
    /// It is sent on; the connection ends before the answer.
    AnswerLost,
    /// It is sent on; the connection ends in the middle of the answer.
    Truncated,
    /// Nothing is sent on or answered for a while, then the connection ends.
    Silence,
    /// It is sent on after a while, and answered after another.
    Slow,
    /// A read is answered with what it answered before the last write.
    Stale,
}

impl Trouble {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Throttle,
        Self::Outage,
        Self::Deny,
        Self::Lost,
        Self::AnswerLost,
        Self::Truncated,
        Self::Silence,
        Self::Slow,
        Self::Stale,
    ];

    /// The emulator's word for an answer in the form of the request's own protocol.
    pub(super) fn refusal(self) -> Option<&'static str> {
        match self {
            Self::Throttle => Some("throttle"),
            Self::Outage => Some("outage"),
            Self::Deny => Some("deny"),
            _ => None,
        }
    }
}

/// Which requests may be troubled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Over {
    /// All of them.
    Everything,
    /// Those to this bucket.
    Bucket(String),
    /// Those to anything but this bucket.
    AllButBucket(String),
}

impl Over {
    fn covers(&self, request: &Request) -> bool {
        match self {
            Self::Everything => true,
            Self::Bucket(name) => request.bucket() == Some(name),
            Self::AllButBucket(name) => request.bucket() != Some(name),
        }
    }
}

/// How often and how requests are troubled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weather {
    /// Where the chance comes from.
    pub seed: u64,
    /// Of a hundred requests, so many are troubled.
    pub percent: u64,
    /// With one of these each.
    pub troubles: Vec<Trouble>,
    /// Which requests.
    pub over: Over,
}

/// Weather, and how often each action was called in it.
#[derive(Debug)]
pub(super) struct Forecast {
    weather: Weather,
    called: BTreeMap<String, u64>,
}

impl Forecast {
    pub(super) fn new(weather: Weather) -> Self {
        let called = BTreeMap::new();
        Self { weather, called }
    }

    /// The trouble for this request. It depends on the seed, the action and how often that was
    /// called, and so not on which of several requests under way at once comes first.
    pub(super) fn strike(&mut self, request: &Request) -> Option<Trouble> {
        if !self.weather.over.covers(request) {
            return None;
        }
        let times = self.called.entry(request.action.clone()).or_default();
        *times += 1;
        let bytes = request.action.bytes();
        let seed = bytes.fold(self.weather.seed, |seed, byte| mix(seed ^ u64::from(byte)));
        let chance = mix(seed ^ *times);
        if chance % 100 >= self.weather.percent {
            return None;
        }
        let kinds = u64::try_from(self.weather.troubles.len()).ok()?;
        let index = mix(chance).checked_rem(kinds)?;
        self.weather
            .troubles
            .get(usize::try_from(index).ok()?)
            .copied()
    }
}

/// One step of `SplitMix64` (Steele, Lea and Flood, OOPSLA 2014).
fn mix(seed: u64) -> u64 {
    let z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(action: &str, target: &str) -> Request {
        Request {
            number: 1,
            action: action.to_owned(),
            target: target.to_owned(),
            write: false,
            call: String::new(),
            forwarded: false,
            status: None,
            trouble: None,
        }
    }

    fn forecast(seed: u64, over: Over) -> Forecast {
        let troubles = Trouble::ALL.to_vec();
        Forecast::new(Weather {
            seed,
            percent: 30,
            troubles,
            over,
        })
    }

    #[test]
    fn a_third_is_troubled_by_all_kinds_and_the_same_each_time() {
        let strikes = |seed| {
            let mut forecast = forecast(seed, Over::Everything);
            let request = request("s3:GetObject", "b/k");
            (0..3000)
                .map(|_| forecast.strike(&request))
                .collect::<Vec<_>>()
        };
        let struck = strikes(7);
        assert_eq!(struck, strikes(7));
        assert_ne!(struck, strikes(8));
        let count = struck.iter().flatten().count();
        assert!((800..1000).contains(&count), "{count}");
        assert!(
            Trouble::ALL
                .iter()
                .all(|kind| struck.contains(&Some(*kind)))
        );
    }

    #[test]
    fn only_what_is_covered_is_troubled() {
        let store = || "store".to_owned();
        for (over, in_store) in [
            (Over::Bucket(store()), true),
            (Over::AllButBucket(store()), false),
        ] {
            let mut forecast = forecast(1, over);
            let mut struck = |target| {
                let request = request("s3:GetObject", target);
                (0..100).any(|_| forecast.strike(&request).is_some())
            };
            assert_eq!(struck("store/k"), in_store);
            assert_eq!(struck("other/k"), !in_store);
        }
    }
}

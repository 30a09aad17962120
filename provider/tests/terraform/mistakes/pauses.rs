//! Mistakes in pauses, of both kinds.

use super::{LENGTH, Mistake, NAME};

pub(super) const PAUSES: [Mistake; 3] = [
    (
        "baseline = \"-web\"\nttl = \"1h\"\nreason = \"r\"",
        "baseline",
        "`-web` is not usable",
        NAME,
    ),
    (
        "baseline = \"w\"\nttl = \"30\"\nreason = \"r\"",
        "ttl",
        "`30` is no length of time for `ttl`",
        LENGTH,
    ),
    (
        "baseline = \"w\"\nttl = \"1h\"\nreason = \" \"",
        "reason",
        "`reason` is empty",
        "Say why enforcement pauses",
    ),
];

pub(super) const EPHEMERAL_PAUSES: [Mistake; 4] = [
    (
        "baseline = \"w\"\nreason = \" \"",
        "reason",
        "`reason` is empty",
        "Say why enforcement pauses",
    ),
    (
        "baseline = \"w\"\nreason = \"r\"\non_failure = \"stop\"",
        "on_failure",
        "`stop` is not among the values allowed",
        "Use one of `resume`, `hold`.",
    ),
    (
        "baseline = \"w\"\nreason = \"r\"\non_failure = \"hold\"\nttl = \"30\"",
        "ttl",
        "`30` is no length of time for `ttl`",
        LENGTH,
    ),
    (
        "baseline = \"w\"\nreason = \"r\"\nttl = \"30m\"",
        "ttl",
        "`ttl` has no effect without `on_failure = \"hold\"`",
        "Set that, or leave `ttl` out",
    ),
];

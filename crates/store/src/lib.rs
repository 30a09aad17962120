//! Durable, compare-and-swap store of baselines, enforcement, pauses and events.

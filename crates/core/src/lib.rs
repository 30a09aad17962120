//! Resource model, canonical JSON, diff, decisions and events: pure values and functions.

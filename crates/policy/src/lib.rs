//! Resource view of plans and snapshots, the Rego engine, built-in policies and reports.

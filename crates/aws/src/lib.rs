//! AWS resource types: read, normalise, plan a restore, execute it.

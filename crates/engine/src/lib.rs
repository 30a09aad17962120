//! The use cases: capture, detect, enforce, pause, resume, history.

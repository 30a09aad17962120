//! Telling a person how far it has come.

/// A step that a person may want to see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Another run, of this holder, has to end first.
    Waiting(String),
    /// So many resources have been read by now.
    Read(usize),
    /// A restore of this resource begins.
    Restoring(String),
    /// This call was made.
    Called(String),
    /// What was restored is being read back.
    ReadingBack,
}

/// Told each [`Step`]; must return at once.
pub type Progress<'a> = &'a (dyn Fn(Step) + Send + Sync);

/// Tells nobody.
pub fn quiet(_: Step) {}

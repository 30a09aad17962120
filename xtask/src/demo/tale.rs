//! Chapters with numbers, times and a summary.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

use crate::say;

/// A story as it is being told.
pub(crate) struct Tale {
    begun: Instant,
    chapters: Vec<(String, Duration)>,
}

impl Tale {
    pub(crate) fn begin(title: &str) -> Self {
        say::title(title);
        Self {
            begun: Instant::now(),
            chapters: Vec::new(),
        }
    }

    /// Tells one chapter. The story ends with the first that does not come out as it should.
    pub(crate) fn chapter<T>(
        &mut self,
        title: &str,
        tell: impl FnOnce() -> Result<T>,
    ) -> Result<T> {
        let number = self.chapters.len() + 1;
        say::heading(&format!("{number}. {title}"));
        let begun = Instant::now();
        let told = tell().with_context(|| format!("chapter {number}, \"{title}\""))?;
        self.chapters.push((title.to_owned(), begun.elapsed()));
        Ok(told)
    }

    pub(crate) fn end(self) {
        say::heading("Everything above was checked while it happened");
        for (title, took) in &self.chapters {
            say::good(&format!("{title:<52} {:>5.1} s", took.as_secs_f64()));
        }
        say::line(&format!(
            "\n  {:.0} seconds in all.",
            self.begun.elapsed().as_secs_f64()
        ));
    }
}

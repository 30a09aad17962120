//! Finds the name that a mistyped one was probably meant to be.

/// Names less alike than this are not worth suggesting.
const ALIKE: f64 = 0.8;

/// The most similar of `names`, if any is similar at all.
pub fn nearest<'n>(typed: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    names
        .into_iter()
        .map(|name| (strsim::jaro_winkler(typed, name), name))
        .filter(|(alike, _)| *alike > ALIKE)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, name)| name)
}

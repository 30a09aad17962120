//! Which attributes of which resources a path means.

use crate::{BadIgnore, Key, ResourceDrift};

/// A path of an ignore, taken apart.
///
/// `TYPE.NAME`, `TYPE[ID]`, either with Terraform's modules before it and an attribute after it. In
/// every part `*` stands for any text and `?` for one character; all else stands for itself, so that a
/// path copied from a report means what it names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pattern {
    /// `module`, its name and perhaps its key, again and again; empty for any module.
    modules: Vec<Part>,
    kind: String,
    name: Part,
    /// Terraform's instance key after a name.
    keys: Vec<Part>,
    /// Empty for every attribute.
    attribute: Vec<Part>,
}

/// A name between dots, or what stands in brackets.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Part {
    text: String,
    bracketed: bool,
}

impl Pattern {
    pub(super) fn new(path: &str) -> Result<Self, BadIgnore> {
        let parts = parts(path).ok_or_else(|| BadIgnore::Open {
            path: path.to_owned(),
        })?;
        if parts.iter().any(|part| part.text.is_empty()) {
            return Err(BadIgnore::EmptyPart {
                path: path.to_owned(),
            });
        }
        let pattern = taken_apart(&parts).ok_or_else(|| BadIgnore::NoResource {
            path: path.to_owned(),
        })?;
        if pattern.means_everything() {
            return Err(BadIgnore::Everything {
                path: path.to_owned(),
            });
        }
        Ok(pattern)
    }

    /// The pattern of the type.
    pub(super) fn kind(&self) -> &str {
        &self.kind
    }

    pub(super) fn means_type(&self, kind: &str) -> bool {
        fits(&self.kind, kind)
    }

    pub(super) fn covers(&self, of: &ResourceDrift, path: &str) -> bool {
        self.means(&of.key, of.name.as_deref(), of.address.as_deref()) && self.reaches(path)
    }

    fn means(&self, key: &Key, name: Option<&str>, address: Option<&str>) -> bool {
        if !self.means_type(&key.kind) {
            return false;
        }
        let parts = address.and_then(parts);
        let declared = parts.as_deref().and_then(taken_apart);
        let declared = declared.as_ref();
        let in_module = self.modules.is_empty()
            || declared.is_some_and(|at| instances(&self.modules, &at.modules));
        let by_id = || self.keys.is_empty() && self.means_id(key, name);
        let by_name = || !self.name.bracketed && declared.is_some_and(|at| self.means_name(at));
        in_module && (by_id() || by_name())
    }

    fn means_id(&self, key: &Key, name: Option<&str>) -> bool {
        let glob = &self.name.text;
        fits(glob, &key.id) || name.is_some_and(|name| fits(glob, name))
    }

    /// Whether Terraform's name is meant: one without a key means all of its instances.
    fn means_name(&self, declared: &Self) -> bool {
        let keyed = self.keys.is_empty() || all_fit(&self.keys, &declared.keys);
        fits(&self.name.text, &declared.name.text) && keyed
    }

    /// Whether the path of a change is meant, or lies beneath what is.
    fn reaches(&self, path: &str) -> bool {
        let actual = parts(path).unwrap_or_else(|| vec![Part::plain(path)]);
        all_fit(&self.attribute, &actual)
    }

    fn means_everything(&self) -> bool {
        let any = |text: &str| text.bytes().all(|byte| byte == b'*');
        self.modules.is_empty()
            && self.keys.is_empty()
            && any(&self.kind)
            && any(&self.name.text)
            && self.attribute.iter().all(|part| any(&part.text))
    }
}

impl Part {
    fn plain(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            bracketed: false,
        }
    }
}

/// Modules, type, name, keys and attribute; none where type or name is missing.
fn taken_apart(parts: &[Part]) -> Option<Pattern> {
    let mut rest = parts;
    while let [first, _, after @ ..] = rest
        && *first == Part::plain("module")
    {
        rest = after;
        while let [key, after @ ..] = rest
            && key.bracketed
        {
            rest = after;
        }
    }
    let modules = parts.get(..parts.len() - rest.len())?;
    let [kind, name, after @ ..] = rest else {
        return None;
    };
    let keys = match name.bracketed {
        true => 0,
        false => after.iter().take_while(|part| part.bracketed).count(),
    };
    let (keys, attribute) = after.split_at(keys);
    (!kind.bracketed).then(|| Pattern {
        modules: modules.to_vec(),
        kind: kind.text.clone(),
        name: name.clone(),
        keys: keys.to_vec(),
        attribute: attribute.to_vec(),
    })
}

/// Whether each glob fits the part at its place; more parts may follow.
fn all_fit(globs: &[Part], actual: &[Part]) -> bool {
    let mut both = globs.iter().zip(actual);
    globs.len() <= actual.len() && both.all(|(glob, part)| fits(&glob.text, &part.text))
}

/// Whether these modules are meant: one without a key means all of its instances.
fn instances(globs: &[Part], actual: &[Part]) -> bool {
    let mut rest = actual;
    for glob in globs {
        while let [key, after @ ..] = rest
            && key.bracketed
            && !glob.bracketed
        {
            rest = after;
        }
        match rest {
            [part, after @ ..]
                if part.bracketed == glob.bracketed && fits(&glob.text, &part.text) =>
            {
                rest = after;
            }
            _ => return false,
        }
    }
    rest.iter().all(|part| part.bracketed)
}

/// The parts of a path as reports write it; none where a bracket is not closed.
fn parts(path: &str) -> Option<Vec<Part>> {
    let mut found = Vec::new();
    let (mut rest, mut name_expected) = (path, true);
    while !rest.is_empty() {
        if let Some(inner) = rest.strip_prefix('[') {
            let (text, after) = bracketed(inner)?;
            found.push(Part {
                text,
                bracketed: true,
            });
            (rest, name_expected) = (after, false);
        } else if let Some(after) = rest.strip_prefix('.')
            && !name_expected
        {
            (rest, name_expected) = (after, true);
        } else {
            let end = rest.find(['.', '[']).unwrap_or(rest.len());
            let (name, after) = rest.split_at(end);
            found.push(Part::plain(name));
            (rest, name_expected) = (after, false);
        }
    }
    if name_expected {
        found.push(Part::plain(""));
    }
    Some(found)
}

/// What stands in brackets, quoted or not, and what comes after them.
fn bracketed(inner: &str) -> Option<(String, &str)> {
    let mut quoted = serde_json::Deserializer::from_str(inner).into_iter::<String>();
    if let Some(Ok(text)) = quoted.next()
        && let Some(after) = inner.get(quoted.byte_offset()..)
        && let Some(after) = after.strip_prefix(']')
    {
        return Some((text, after));
    }
    let mut depth = 1_usize;
    for (at, letter) in inner.char_indices() {
        match letter {
            '[' => depth += 1,
            ']' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            let (text, after) = inner.split_at(at);
            return Some((text.to_owned(), after.strip_prefix(']')?));
        }
    }
    None
}

/// Whether all of `text` is what `glob` describes.
fn fits(glob: &str, text: &str) -> bool {
    let (glob, text): (Vec<char>, Vec<char>) = (glob.chars().collect(), text.chars().collect());
    let (mut at, mut seen) = (0, 0);
    // After the last `*`, and how much of the text it has taken.
    let mut star = None;
    while let Some(letter) = text.get(seen) {
        match glob.get(at) {
            Some('*') => {
                at += 1;
                star = Some((at, seen));
            }
            Some(wanted) if *wanted == '?' || wanted == letter => (at, seen) = (at + 1, seen + 1),
            _ => {
                let Some((after, taken)) = star else {
                    return false;
                };
                (at, seen) = (after, taken + 1);
                star = Some((after, seen));
            }
        }
    }
    glob.iter().skip(at).all(|letter| *letter == '*')
}

#[cfg(test)]
#[path = "pattern_tests.rs"]
mod tests;

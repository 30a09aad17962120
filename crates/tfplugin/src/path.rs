//! Paths to attributes inside a resource.

use std::fmt;

use crate::proto::tfplugin6 as wire;

/// Where in a resource something is, as `scope[0].resource_types`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AttributePath {
    steps: Vec<Step>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Attribute(String),
    Key(String),
    Index(usize),
}

impl AttributePath {
    /// The whole resource.
    #[must_use]
    pub fn root() -> AttributePath {
        AttributePath::default()
    }

    /// A top-level attribute or block.
    #[must_use]
    pub fn new(name: &str) -> AttributePath {
        AttributePath::root().attribute(name)
    }

    /// The attribute or block `name` below this one.
    #[must_use]
    pub fn attribute(mut self, name: &str) -> AttributePath {
        self.push_attribute(name);
        self
    }

    /// The element at `index` of this list or repeated block.
    #[must_use]
    pub fn index(mut self, index: usize) -> AttributePath {
        self.push_index(index);
        self
    }

    /// The element `key` of this map.
    #[must_use]
    pub fn key(mut self, key: &str) -> AttributePath {
        self.push_key(key);
        self
    }

    /// Whether this is the whole resource.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.steps.is_empty()
    }

    pub(crate) fn push_attribute(&mut self, name: &str) {
        self.steps.push(Step::Attribute(name.to_owned()));
    }

    pub(crate) fn push_index(&mut self, index: usize) {
        self.steps.push(Step::Index(index));
    }

    pub(crate) fn push_key(&mut self, key: &str) {
        self.steps.push(Step::Key(key.to_owned()));
    }

    pub(crate) fn pop(&mut self) {
        self.steps.pop();
    }

    pub(crate) fn to_wire(&self) -> wire::AttributePath {
        use wire::attribute_path::step::Selector;
        let steps = self.steps.iter().map(|step| wire::attribute_path::Step {
            selector: Some(match step {
                Step::Attribute(name) => Selector::AttributeName(name.clone()),
                Step::Key(key) => Selector::ElementKeyString(key.clone()),
                Step::Index(index) => {
                    Selector::ElementKeyInt(i64::try_from(*index).unwrap_or(i64::MAX))
                }
            }),
        });
        wire::AttributePath {
            steps: steps.collect(),
        }
    }
}

impl From<&str> for AttributePath {
    fn from(name: &str) -> Self {
        AttributePath::new(name)
    }
}

impl fmt::Display for AttributePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.steps.is_empty() {
            return f.write_str("(the whole value)");
        }
        for (position, step) in self.steps.iter().enumerate() {
            match step {
                Step::Attribute(name) if position == 0 => f.write_str(name)?,
                Step::Attribute(name) => write!(f, ".{name}")?,
                Step::Key(key) => write!(f, "[{key:?}]")?,
                Step::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_like_terraform_writes_it() {
        let path = AttributePath::new("scope")
            .index(0)
            .attribute("tags")
            .key("app");
        assert_eq!(path.to_string(), r#"scope[0].tags["app"]"#);
    }
}

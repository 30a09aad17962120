//! Schemas: which attributes and blocks there are, and what may be written in them.

mod attribute;
mod check;
mod conform;
mod defects;
mod wire;

use std::collections::BTreeMap;

pub use attribute::{Attribute, Kind, Nesting, Presence};
pub(crate) use check::Client;
pub(crate) use defects::{Defect, Role};

use crate::types::Type;

/// The schema of a resource, a data source or the provider itself.
#[derive(Clone, Debug)]
pub struct Schema {
    /// Counts up whenever states written under the old schema need an upgrade.
    pub version: i64,
    /// What may be written inside.
    pub block: Block,
}

/// Attributes and nested blocks.
#[derive(Clone, Debug, Default)]
pub struct Block {
    /// Attributes by name.
    pub attributes: BTreeMap<String, Attribute>,
    /// Nested blocks by name.
    pub blocks: BTreeMap<String, NestedBlock>,
    /// Markdown, shown in generated documentation.
    pub description: String,
    /// Whether using it earns a warning.
    pub deprecated: bool,
}

/// A block inside a block.
#[derive(Clone, Debug)]
pub struct NestedBlock {
    /// What may be written inside.
    pub block: Block,
    /// How often it may appear, and how the appearances are collected.
    pub nesting: BlockNesting,
    /// Fewest appearances of a list or set.
    pub min_items: i64,
    /// Most appearances of a list or set; 0 means any number.
    pub max_items: i64,
    /// Whether a change replaces the resource.
    pub requires_replace: bool,
}

/// How the appearances of a block are collected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockNesting {
    /// At most once; null when absent.
    Single,
    /// Any number, in order.
    List,
    /// Any number, without order.
    Set,
    /// Any number, by label.
    Map,
}

impl Schema {
    /// An empty schema of version 0 with a Markdown description.
    #[must_use]
    pub fn new(description: &str) -> Schema {
        Schema {
            version: 0,
            block: Block::new(description),
        }
    }

    /// Sets the version.
    #[must_use]
    pub fn version(mut self, version: i64) -> Schema {
        self.version = version;
        self
    }

    /// Adds an attribute.
    #[must_use]
    pub fn attribute(mut self, name: &str, attribute: Attribute) -> Schema {
        self.block = self.block.attribute(name, attribute);
        self
    }

    /// Adds a nested block.
    #[must_use]
    pub fn block(mut self, name: &str, block: NestedBlock) -> Schema {
        self.block = self.block.block(name, block);
        self
    }

    /// The type of values of this schema.
    #[must_use]
    pub fn ty(&self) -> Type {
        self.block.ty()
    }
}

impl Block {
    /// An empty block with a Markdown description.
    #[must_use]
    pub fn new(description: &str) -> Block {
        Block {
            description: description.to_owned(),
            ..Block::default()
        }
    }

    /// Adds an attribute.
    #[must_use]
    pub fn attribute(mut self, name: &str, attribute: Attribute) -> Block {
        self.attributes.insert(name.to_owned(), attribute);
        self
    }

    /// Adds a nested block.
    #[must_use]
    pub fn block(mut self, name: &str, block: NestedBlock) -> Block {
        self.blocks.insert(name.to_owned(), block);
        self
    }

    /// The type of values of this block.
    #[must_use]
    pub fn ty(&self) -> Type {
        let attributes = self
            .attributes
            .iter()
            .map(|(name, at)| (name.clone(), at.ty()));
        let blocks = self
            .blocks
            .iter()
            .map(|(name, block)| (name.clone(), block.ty()));
        Type::Object(attributes.chain(blocks).collect())
    }
}

impl NestedBlock {
    /// A block that appears at most once.
    #[must_use]
    pub fn single(block: Block) -> NestedBlock {
        NestedBlock::new(block, BlockNesting::Single)
    }

    /// A block that may appear many times, in order.
    #[must_use]
    pub fn list(block: Block) -> NestedBlock {
        NestedBlock::new(block, BlockNesting::List)
    }

    /// A block that may appear many times, without order.
    #[must_use]
    pub fn set(block: Block) -> NestedBlock {
        NestedBlock::new(block, BlockNesting::Set)
    }

    /// A block that may appear many times under different labels.
    #[must_use]
    pub fn map(block: Block) -> NestedBlock {
        NestedBlock::new(block, BlockNesting::Map)
    }

    fn new(block: Block, nesting: BlockNesting) -> NestedBlock {
        NestedBlock {
            block,
            nesting,
            min_items: 0,
            max_items: 0,
            requires_replace: false,
        }
    }

    /// At least this many.
    #[must_use]
    pub fn min(mut self, items: i64) -> NestedBlock {
        self.min_items = items;
        self
    }

    /// At most this many.
    #[must_use]
    pub fn max(mut self, items: i64) -> NestedBlock {
        self.max_items = items;
        self
    }

    /// A change replaces the resource.
    #[must_use]
    pub fn requires_replace(mut self) -> NestedBlock {
        self.requires_replace = true;
        self
    }

    fn ty(&self) -> Type {
        let inner = self.block.ty();
        match self.nesting {
            BlockNesting::Single => inner,
            BlockNesting::List => Type::list(inner),
            BlockNesting::Set => Type::set(inner),
            BlockNesting::Map => Type::map(inner),
        }
    }
}

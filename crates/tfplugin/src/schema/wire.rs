//! Schemas as the protocol sends them.

use super::{Attribute, Block, BlockNesting, Kind, NestedBlock, Nesting, Presence, Schema};
use crate::proto::tfplugin6 as wire;

impl Schema {
    pub(crate) fn to_wire(&self) -> wire::Schema {
        wire::Schema {
            version: self.version,
            block: Some(self.block.to_wire(self.version)),
        }
    }
}

impl Block {
    fn to_wire(&self, version: i64) -> wire::schema::Block {
        wire::schema::Block {
            version,
            attributes: self
                .attributes
                .iter()
                .map(|(name, at)| at.to_wire(name))
                .collect(),
            block_types: self
                .blocks
                .iter()
                .map(|(name, block)| block.to_wire(name))
                .collect(),
            description: self.description.clone(),
            description_kind: wire::StringKind::Markdown.into(),
            deprecated: self.deprecated,
        }
    }
}

impl NestedBlock {
    fn to_wire(&self, name: &str) -> wire::schema::NestedBlock {
        use wire::schema::nested_block::NestingMode;
        let nesting = match self.nesting {
            BlockNesting::Single => NestingMode::Single,
            BlockNesting::List => NestingMode::List,
            BlockNesting::Set => NestingMode::Set,
            BlockNesting::Map => NestingMode::Map,
        };
        wire::schema::NestedBlock {
            type_name: name.to_owned(),
            block: Some(self.block.to_wire(0)),
            nesting: nesting.into(),
            min_items: self.min_items,
            max_items: self.max_items,
        }
    }
}

impl Attribute {
    fn to_wire(&self, name: &str) -> wire::schema::Attribute {
        let (ty, nested_type) = match &self.kind {
            Kind::Plain(ty) => (ty.to_json().to_string().into_bytes(), None),
            Kind::Nested(nesting, attributes) => {
                let attributes = attributes
                    .iter()
                    .map(|(name, at)| at.to_wire(name))
                    .collect();
                let nesting = nesting.to_wire().into();
                (
                    Vec::new(),
                    Some(wire::schema::Object {
                        attributes,
                        nesting,
                    }),
                )
            }
        };
        let is = |any: &[Presence]| any.contains(&self.presence);
        wire::schema::Attribute {
            name: name.to_owned(),
            r#type: ty,
            nested_type,
            description: self.description.clone(),
            description_kind: wire::StringKind::Markdown.into(),
            required: is(&[Presence::Required]),
            optional: is(&[Presence::Optional, Presence::OptionalComputed]),
            computed: self.is_computed(),
            sensitive: self.sensitive,
            deprecated: self.deprecated,
            write_only: self.write_only,
        }
    }
}

impl Nesting {
    fn to_wire(self) -> wire::schema::object::NestingMode {
        use wire::schema::object::NestingMode;
        match self {
            Nesting::Single => NestingMode::Single,
            Nesting::List => NestingMode::List,
            Nesting::Set => NestingMode::Set,
            Nesting::Map => NestingMode::Map,
        }
    }
}

//! The same view over what is deployed, so that one policy judges plans and live resources.

use std::collections::BTreeSet;

use regorus::Value;

use super::connect::Connections;
use super::place::Places;
use super::{Builder, View, input, object};
use crate::resource::{Mode, Resource};

/// One deployed resource, with attributes in the schema of the provider that owns it.
#[derive(Debug, Clone)]
pub struct Observed {
    /// The Terraform address where known, else any name that is unique, such as `type.id`.
    pub address: String,
    /// `aws_s3_bucket`.
    pub kind: String,
    /// The provider's id.
    pub id: String,
    /// All attributes; null is what is not set.
    pub attributes: serde_json::Value,
}

impl View {
    /// The view of deployed resources. Everything is known, so nothing is open.
    #[must_use]
    pub fn of_observed(resources: Vec<Observed>) -> Self {
        let resources: Vec<Resource> = resources.into_iter().map(resource).collect();
        let places = Places::new(&resources);
        let connections = Connections::new(&resources, &places, None);
        let mut builder = Builder::new(&resources, &connections);
        builder.connect();
        let (types, judged) = builder.finish();
        Self {
            input: input(&resources, types, Value::new_object()),
            judged,
            secrets: BTreeSet::new(),
        }
    }
}

fn resource(observed: Observed) -> Resource {
    let attributes = match Value::from(observed.attributes) {
        attributes @ Value::Object(_) => attributes,
        _ => object([]),
    };
    Resource {
        address: observed.address,
        module: String::new(),
        kind: observed.kind,
        name: observed.id,
        key: None,
        provider: String::new(),
        mode: Mode::Managed,
        actions: vec!["no-op".to_owned()],
        before: attributes.clone(),
        after: attributes,
        unknown: Value::new_object(),
    }
}

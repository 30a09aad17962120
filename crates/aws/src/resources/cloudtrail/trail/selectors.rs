//! Which events a trail records: as the schema writes it, as the API does, and as the SDK takes it.

use aws_sdk_cloudtrail::types::{
    AdvancedEventSelector, AdvancedFieldSelector, DataResource, EventSelector, InsightSelector,
    InsightType, ReadWriteType,
};
use aws_smithy_types::error::operation::BuildError;
use driftlock_core::Attributes;
use serde_json::{Value, json};

use super::{ADVANCED, EVENTS, INSIGHTS};
use crate::resources::form::elements;

/// The tests of a field: name in the schema, name in the API.
const TESTS: &[(&str, &str)] = &[
    ("ends_with", "EndsWith"),
    ("equals", "Equals"),
    ("not_ends_with", "NotEndsWith"),
    ("not_equals", "NotEquals"),
    ("not_starts_with", "NotStartsWith"),
    ("starts_with", "StartsWith"),
];

pub(super) fn events(all: &[EventSelector]) -> Value {
    let one = |selector: &EventSelector| {
        let data = selector.data_resources().iter();
        let data = data.map(|data| json!({"type": data.r#type(), "values": data.values()}));
        json!({
            "read_write_type": selector.read_write_type().map(ReadWriteType::as_str),
            "include_management_events": selector.include_management_events(),
            "exclude_management_event_sources": selector.exclude_management_event_sources(),
            "data_resource": data.collect::<Value>(),
        })
    };
    all.iter().map(one).collect()
}

pub(super) fn advanced(all: &[AdvancedEventSelector]) -> Value {
    let field = |field: &AdvancedFieldSelector| {
        json!({
            "field": field.field(),
            "ends_with": field.ends_with(),
            "equals": field.equals(),
            "not_ends_with": field.not_ends_with(),
            "not_equals": field.not_equals(),
            "not_starts_with": field.not_starts_with(),
            "starts_with": field.starts_with(),
        })
    };
    let one = |selector: &AdvancedEventSelector| {
        let fields = selector.field_selectors().iter().map(field);
        json!({"name": selector.name(), "field_selector": fields.collect::<Value>()})
    };
    all.iter().map(one).collect()
}

pub(super) fn insights(all: &[InsightSelector]) -> Value {
    let one = |selector: &InsightSelector| json!({"insight_type": selector.insight_type().map(InsightType::as_str)});
    all.iter().map(one).collect()
}

/// The members of `PutEventSelectors`: one kind of selectors replaces the other. Where the baseline has
/// neither, a trail records all management events, as one that was never told otherwise.
pub(super) fn members(approved: &Attributes) -> (&'static str, Value) {
    let advanced: Vec<Value> = elements(approved, ADVANCED).map(advanced_member).collect();
    if !advanced.is_empty() {
        return ("AdvancedEventSelectors", advanced.into());
    }
    let mut events: Vec<Value> = elements(approved, EVENTS).map(event_member).collect();
    if events.is_empty() {
        events.push(event_member(&json!({})));
    }
    ("EventSelectors", events.into())
}

fn event_member(selector: &Value) -> Value {
    let data = list(selector, "data_resource").iter();
    let data = data.map(|data| json!({"Type": text(data, "type"), "Values": data.get("values")}));
    json!({
        "ReadWriteType": text(selector, "read_write_type").unwrap_or("All"),
        "IncludeManagementEvents": truth(selector, "include_management_events").unwrap_or(true),
        "DataResources": data.collect::<Value>(),
        "ExcludeManagementEventSources": list(selector, "exclude_management_event_sources"),
    })
}

fn advanced_member(selector: &Value) -> Value {
    let fields = list(selector, "field_selector").iter().map(|field| {
        let mut member = Attributes::new();
        member.insert("Field".to_owned(), Value::from(text(field, "field")));
        let tests = TESTS.iter().filter_map(|(schema, api)| {
            let values = field.get(*schema)?;
            Some(((*api).to_owned(), values.clone()))
        });
        member.extend(tests);
        Value::Object(member)
    });
    let fields: Value = fields.collect();
    match text(selector, "name") {
        Some(name) => json!({"Name": name, "FieldSelectors": fields}),
        None => json!({"FieldSelectors": fields}),
    }
}

pub(super) fn insight_members(approved: &Attributes) -> Value {
    elements(approved, INSIGHTS)
        .map(|selector| json!({"InsightType": text(selector, "insight_type")}))
        .collect()
}

/// As the SDK takes them; none where the member is absent.
pub(super) fn event_selectors(member: &Value) -> Option<Vec<EventSelector>> {
    let one = |selector: &Value| {
        let data = list(selector, "DataResources").iter().map(|data| {
            DataResource::builder()
                .set_type(text(data, "Type").map(str::to_owned))
                .set_values(Some(texts(data, "Values")))
                .build()
        });
        EventSelector::builder()
            .set_read_write_type(text(selector, "ReadWriteType").map(ReadWriteType::from))
            .set_include_management_events(truth(selector, "IncludeManagementEvents"))
            .set_data_resources(Some(data.collect()))
            .set_exclude_management_event_sources(Some(texts(
                selector,
                "ExcludeManagementEventSources",
            )))
            .build()
    };
    Some(member.as_array()?.iter().map(one).collect())
}

/// As the SDK takes them; none where the member is absent.
pub(super) fn advanced_selectors(
    member: &Value,
) -> Result<Option<Vec<AdvancedEventSelector>>, BuildError> {
    let Some(all) = member.as_array() else {
        return Ok(None);
    };
    let one = |selector: &Value| {
        let fields = list(selector, "FieldSelectors").iter().map(field_selector);
        AdvancedEventSelector::builder()
            .set_name(text(selector, "Name").map(str::to_owned))
            .set_field_selectors(Some(fields.collect::<Result<_, _>>()?))
            .build()
    };
    all.iter().map(one).collect::<Result<_, _>>().map(Some)
}

fn field_selector(field: &Value) -> Result<AdvancedFieldSelector, BuildError> {
    let tests = |name: &str| field.get(name).map(|_| texts(field, name));
    AdvancedFieldSelector::builder()
        .set_field(text(field, "Field").map(str::to_owned))
        .set_ends_with(tests("EndsWith"))
        .set_equals(tests("Equals"))
        .set_not_ends_with(tests("NotEndsWith"))
        .set_not_equals(tests("NotEquals"))
        .set_not_starts_with(tests("NotStartsWith"))
        .set_starts_with(tests("StartsWith"))
        .build()
}

/// As the SDK takes them; an empty list turns insights off.
pub(super) fn insight_selectors(member: &Value) -> Vec<InsightSelector> {
    let one = |selector: &Value| {
        let kind = text(selector, "InsightType").map(InsightType::from);
        InsightSelector::builder().set_insight_type(kind).build()
    };
    member.as_array().into_iter().flatten().map(one).collect()
}

fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name)?.as_str()
}

fn truth(value: &Value, name: &str) -> Option<bool> {
    value.get(name)?.as_bool()
}

fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    let list = value.get(name).and_then(Value::as_array);
    list.map(Vec::as_slice).unwrap_or_default()
}

fn texts(value: &Value, name: &str) -> Vec<String> {
    let texts = list(value, name).iter().filter_map(Value::as_str);
    texts.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise;

    fn form(attributes: Value) -> Attributes {
        normalise("aws_cloudtrail", attributes.as_object().unwrap().clone())
    }

    #[test]
    fn what_is_sent_is_what_was_read() {
        let approved = form(json!({(EVENTS): [{
            "read_write_type": "WriteOnly",
            "include_management_events": false,
            "exclude_management_event_sources": ["kms.amazonaws.com"],
            "data_resource": [{"type": "AWS::S3::Object", "values": ["arn:aws:s3"]}],
        }]}));
        let (name, member) = members(&approved);
        let sent = event_selectors(&member).unwrap();
        assert_eq!(name, "EventSelectors");
        assert_eq!(form(json!({(EVENTS): events(&sent)})), approved);

        let approved = form(json!({(ADVANCED): [{
            "name": "n",
            "field_selector": [
                {"field": "eventCategory", "equals": ["Data"]},
                {"field": "resources.ARN", "not_starts_with": ["a", "b"], "ends_with": ["c"]},
            ],
        }]}));
        let (name, member) = members(&approved);
        let sent = advanced_selectors(&member).unwrap().unwrap();
        assert_eq!(name, "AdvancedEventSelectors");
        assert_eq!(form(json!({(ADVANCED): advanced(&sent)})), approved);
    }

    #[test]
    fn a_trail_that_was_never_told_records_all_management_events() {
        let (name, member) = members(&Attributes::new());
        let sent = event_selectors(&member).unwrap();
        assert_eq!((name, sent.len()), ("EventSelectors", 1));
        let untold = form(json!({(EVENTS): events(&sent)}));
        assert_eq!(untold, form(json!({})));
    }
}

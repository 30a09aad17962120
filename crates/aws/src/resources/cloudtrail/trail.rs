//! `aws_cloudtrail`: whether a trail records, which events, where to, and how that is protected.
//!
//! Owned: every attribute of the schema but `sns_topic_name` and `tags_all`, which say nothing more. The id
//! is the ARN. Trails of other regions and of an organisation's other accounts, which AWS shows in each
//! region that they reach, are read where they are.
//! Restored: everything. A trail that is gone is made anew where that is allowed; its files are still in
//! its bucket. A new role for CloudWatch Logs also asks for `iam:PassRole`, which no policy of ours grants.
//!
//! `DescribeTrails` has all of a region, of which there are five at most; for each the same again,
//! `GetTrailStatus`, `GetEventSelectors`, `GetInsightSelectors` and `ListTags`.

use std::collections::BTreeMap;

use async_trait::async_trait;
use aws_sdk_cloudtrail::types::{Tag, Trail as Described};
use aws_smithy_types::error::operation::BuildError;
use driftlock_core::{Attributes, Call, Risk, Shape, Unrestorable, diff};
use serde_json::{Value, json};

use crate::action::{Action, Actions};
use crate::arn::{Place, partition};
use crate::connection::Clients;
use crate::resources::form::{attributes, default, label_text, prune, sort_set, text};
use crate::resources::request::{Request, request};
use crate::resources::{
    Difference, Kind, Listed, ResourceType, RestorePlan, Sent, configured, drop_differences,
};
use crate::{CallError, tags};

mod selectors;

/// See the module's documentation.
pub(crate) struct Trail;

const SERVICE: &str = "cloudtrail";
const GONE: &[&str] = &["TrailNotFoundException", "ResourceNotFoundException"];

const NAME: &str = "aws_cloudtrail";
const DESCRIBE: &str = "cloudtrail:DescribeTrails";
const STATUS: &str = "cloudtrail:GetTrailStatus";
const GET_EVENTS: &str = "cloudtrail:GetEventSelectors";
const GET_INSIGHTS: &str = "cloudtrail:GetInsightSelectors";
const LIST_TAGS: &str = "cloudtrail:ListTags";
const START: &str = "cloudtrail:StartLogging";
const STOP: &str = "cloudtrail:StopLogging";
const UPDATE: &str = "cloudtrail:UpdateTrail";
const PUT_EVENTS: &str = "cloudtrail:PutEventSelectors";
const PUT_INSIGHTS: &str = "cloudtrail:PutInsightSelectors";
const TAG: &str = "cloudtrail:AddTags";
const UNTAG: &str = "cloudtrail:RemoveTags";
const CREATE: &str = "cloudtrail:CreateTrail";

const LOGGING: &str = "enable_logging";
const EVENTS: &str = "event_selector";
const ADVANCED: &str = "advanced_event_selector";
const INSIGHTS: &str = "insight_selector";
const TOPIC: &str = "sns_topic_arn";
const LOG_GROUP: &str = "cloud_watch_logs_group_arn";
const LOG_ROLE: &str = "cloud_watch_logs_role_arn";

/// What `UpdateTrail` sets: name in the schema, name in the API.
const UPDATABLE: &[(&str, &str)] = &[
    (LOG_GROUP, "CloudWatchLogsLogGroupArn"),
    (LOG_ROLE, "CloudWatchLogsRoleArn"),
    ("enable_log_file_validation", "EnableLogFileValidation"),
    (
        "include_global_service_events",
        "IncludeGlobalServiceEvents",
    ),
    ("is_multi_region_trail", "IsMultiRegionTrail"),
    ("is_organization_trail", "IsOrganizationTrail"),
    ("kms_key_id", "KmsKeyId"),
    ("s3_bucket_name", "S3BucketName"),
    ("s3_key_prefix", "S3KeyPrefix"),
    (TOPIC, "SnsTopicName"),
];

#[async_trait]
impl ResourceType for Trail {
    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Object
    }

    fn shape(&self) -> Shape {
        Shape {
            sets: &[
                ("advanced_event_selector.field_selector", field_of),
                (
                    "event_selector.exclude_management_event_sources",
                    label_text,
                ),
                (INSIGHTS, insight_of),
            ],
            risk: Some(risk),
            ..Shape::default()
        }
    }

    fn differences(&self) -> &'static [Difference] {
        &[
            Difference {
                attribute: "sns_topic_name",
                reason: "names the same topic as `sns_topic_arn`",
            },
            Difference {
                attribute: "tags_all",
                reason: "held as `tags`, which has all tags",
            },
        ]
    }

    fn actions(&self) -> Actions {
        Actions {
            list: const { &[Action::on_all(DESCRIBE)] },
            read: const {
                &[
                    Action::on_all(DESCRIBE),
                    Action::on_each(GET_EVENTS),
                    Action::on_each(GET_INSIGHTS),
                    Action::on_each(STATUS),
                    Action::on_each(LIST_TAGS),
                ]
            },
            restore: const {
                &[
                    Action::on_each(TAG),
                    Action::on_each(PUT_EVENTS),
                    Action::on_each(PUT_INSIGHTS),
                    Action::on_each(UNTAG),
                    Action::on_each(START),
                    Action::on_each(STOP),
                    Action::on_each(UPDATE),
                ]
            },
            create: const { &[Action::on_each(CREATE)] },
            delete: &[],
        }
    }

    fn arn(&self, Place { region, account }: &Place<'_>, id: &str) -> String {
        match id {
            "*" => format!(
                "arn:{}:cloudtrail:{region}:{account}:trail/*",
                partition(region)
            ),
            arn => arn.to_owned(),
        }
    }

    /// What is done to other resources after it is recorded.
    fn restore_rank(&self) -> u8 {
        1
    }

    fn normalise(&self, mut attributes: Attributes) -> Attributes {
        tags::normalise(&mut attributes);
        drop_differences(self, &mut attributes);
        default(&mut attributes, LOGGING, true);
        default(&mut attributes, "include_global_service_events", true);
        for name in [
            "enable_log_file_validation",
            "is_multi_region_trail",
            "is_organization_trail",
        ] {
            default(&mut attributes, name, false);
        }
        for selector in blocks(&mut attributes, EVENTS) {
            default(selector, "include_management_events", true);
            default(selector, "read_write_type", "All");
            sort_set(selector, "exclude_management_event_sources");
        }
        for selector in blocks(&mut attributes, ADVANCED) {
            prune(selector);
            sort_set(selector, "field_selector");
        }
        sort_set(&mut attributes, INSIGHTS);
        prune(&mut attributes);
        // What a trail records that was never told: AWS answers so, and the provider leaves it out.
        let untold = json!([{"include_management_events": true, "read_write_type": "All"}]);
        if attributes.get(EVENTS) == Some(&untold) {
            attributes.remove(EVENTS);
        }
        attributes
    }

    async fn list(&self, clients: &Clients) -> Result<Vec<Listed>, CallError> {
        let all = clients.cloudtrail().describe_trails();
        let answer = all.include_shadow_trails(false).send().await;
        let output = answer.map_err(|error| CallError::new(DESCRIBE, error))?;
        let own = self.arn(&clients.place(), "*");
        let own = own.trim_end_matches('*');
        let listed = |trail: &Described| {
            let arn = trail.trail_arn().filter(|arn| arn.starts_with(own))?;
            Some(Listed::part(arn, trail.clone()))
        };
        Ok(output.trail_list().iter().filter_map(listed).collect())
    }

    async fn read(&self, clients: &Clients, id: &str) -> Result<Option<Attributes>, CallError> {
        let answer = clients.cloudtrail().describe_trails();
        let answer = answer.trail_name_list(id).include_shadow_trails(false);
        let Some(output) = configured(DESCRIBE, GONE, answer.send().await)? else {
            return Ok(None);
        };
        let mut trails = output.trail_list().iter();
        let Some(trail) = trails.find(|trail| trail.trail_arn() == Some(id)) else {
            return Ok(None);
        };
        self.rest(clients, id, trail).await
    }

    async fn complete(
        &self,
        clients: &Clients,
        listed: &Listed,
    ) -> Result<Option<Attributes>, CallError> {
        match listed.held::<Described>() {
            Some(described) => self.rest(clients, &listed.id, described).await,
            None => self.read(clients, &listed.id).await,
        }
    }

    fn plan_restore(
        &self,
        id: &str,
        approved: Option<&Attributes>,
        observed: Option<&Attributes>,
    ) -> RestorePlan {
        let Some(approved) = approved else {
            return RestorePlan::default();
        };
        let mut plan = RestorePlan::default();
        let made;
        let observed = match observed {
            Some(observed) => observed,
            None => {
                made = create(&mut plan, approved);
                &made
            }
        };
        restore(&mut plan, id, approved, observed);
        plan
    }

    async fn execute(&self, clients: &Clients, _id: &str, call: &Call) -> Result<Sent, CallError> {
        let request = Request::of(call)?;
        let cloudtrail = clients.cloudtrail();
        let (name, trail) = (request.text("Name"), request.text("TrailName"));
        match request.operation() {
            "StartLogging" => {
                let call = cloudtrail.start_logging().set_name(name);
                Sent::of(START, call.send().await)
            }
            "StopLogging" => {
                let call = cloudtrail.stop_logging().set_name(name);
                Sent::of(STOP, call.send().await)
            }
            "UpdateTrail" => update(clients, &request).await,
            "CreateTrail" => create_trail(clients, &request).await,
            "PutEventSelectors" => {
                let events = selectors::event_selectors(request.value("EventSelectors"));
                let advanced = request.value("AdvancedEventSelectors");
                let advanced = selectors::advanced_selectors(advanced);
                let advanced = advanced.map_err(|error| request.unusable(&error))?;
                let call = cloudtrail.put_event_selectors().set_trail_name(trail);
                let call = call.set_event_selectors(events);
                let call = call.set_advanced_event_selectors(advanced);
                Sent::of(PUT_EVENTS, call.send().await)
            }
            "PutInsightSelectors" => {
                let all = selectors::insight_selectors(request.value("InsightSelectors"));
                let call = cloudtrail.put_insight_selectors().set_trail_name(trail);
                let call = call.set_insight_selectors(Some(all));
                Sent::of(PUT_INSIGHTS, call.send().await)
            }
            "AddTags" => {
                let call = cloudtrail.add_tags().set_tags_list(Some(given(&request)?));
                let call = call.set_resource_id(request.text("ResourceId"));
                Sent::of(TAG, call.send().await)
            }
            "RemoveTags" => {
                let call = cloudtrail.remove_tags();
                let call = call.set_tags_list(Some(given(&request)?));
                let call = call.set_resource_id(request.text("ResourceId"));
                Sent::of(UNTAG, call.send().await)
            }
            _ => Err(request.unknown()),
        }
    }
}

impl Trail {
    /// What a description does not hold is asked besides.
    async fn rest(
        &self,
        clients: &Clients,
        id: &str,
        trail: &Described,
    ) -> Result<Option<Attributes>, CallError> {
        let Some(more) = read_more(clients, id).await? else {
            return Ok(None);
        };
        let mut attributes = read_from(trail, id);
        attributes.extend(more);
        Ok(Some(self.normalise(attributes)))
    }
}

fn field_of(selector: &Value) -> String {
    let field = selector.get("field").and_then(Value::as_str);
    field.unwrap_or_default().to_owned()
}

fn insight_of(selector: &Value) -> String {
    let kind = selector.get("insight_type").and_then(Value::as_str);
    kind.unwrap_or_default().to_owned()
}

fn blocks<'a>(
    attributes: &'a mut Attributes,
    name: &str,
) -> impl Iterator<Item = &'a mut Attributes> {
    let list = attributes.get_mut(name).and_then(Value::as_array_mut);
    list.into_iter().flatten().filter_map(Value::as_object_mut)
}

fn read_from(trail: &Described, id: &str) -> Attributes {
    attributes([
        ("id", Value::from(id)),
        ("arn", Value::from(id)),
        ("name", Value::from(trail.name())),
        ("home_region", Value::from(trail.home_region())),
        (
            LOG_GROUP,
            Value::from(trail.cloud_watch_logs_log_group_arn()),
        ),
        (LOG_ROLE, Value::from(trail.cloud_watch_logs_role_arn())),
        (
            "enable_log_file_validation",
            Value::from(trail.log_file_validation_enabled()),
        ),
        (
            "include_global_service_events",
            Value::from(trail.include_global_service_events()),
        ),
        (
            "is_multi_region_trail",
            Value::from(trail.is_multi_region_trail()),
        ),
        (
            "is_organization_trail",
            Value::from(trail.is_organization_trail()),
        ),
        ("kms_key_id", Value::from(trail.kms_key_id())),
        ("s3_bucket_name", Value::from(trail.s3_bucket_name())),
        ("s3_key_prefix", Value::from(trail.s3_key_prefix())),
        (TOPIC, Value::from(trail.sns_topic_arn())),
    ])
}

/// Whether it records, which events, and its tags.
async fn read_more(clients: &Clients, id: &str) -> Result<Option<Attributes>, CallError> {
    let cloudtrail = clients.cloudtrail();
    let answer = cloudtrail.get_trail_status().name(id).send().await;
    let Some(status) = configured(STATUS, GONE, answer)? else {
        return Ok(None);
    };
    let answer = cloudtrail.get_event_selectors().trail_name(id).send().await;
    let Some(events) = configured(GET_EVENTS, GONE, answer)? else {
        return Ok(None);
    };
    let answer = cloudtrail.get_insight_selectors().trail_name(id);
    let none = &["InsightNotEnabledException"];
    let insights = configured(GET_INSIGHTS, none, answer.send().await)?;
    let insights = insights.as_ref().map(|all| all.insight_selectors());
    let answer = cloudtrail.list_tags().resource_id_list(id).send().await;
    let Some(tagged) = configured(LIST_TAGS, GONE, answer)? else {
        return Ok(None);
    };
    let all = tagged.resource_tag_list().iter();
    let all = all.flat_map(|resource| resource.tags_list());
    let own = tags::own(all.map(|tag| (Some(tag.key()), tag.value())));
    Ok(Some(attributes([
        (LOGGING, Value::from(status.is_logging())),
        (EVENTS, selectors::events(events.event_selectors())),
        (
            ADVANCED,
            selectors::advanced(events.advanced_event_selectors()),
        ),
        (INSIGHTS, selectors::insights(insights.unwrap_or_default())),
        ("tags", Value::Object(own)),
    ])))
}

fn restore(plan: &mut RestorePlan, id: &str, approved: &Attributes, observed: &Attributes) {
    let differs = |name: &str| approved.get(name) != observed.get(name);
    for change in diff(Some(approved), Some(observed), &Trail.shape()) {
        if ["id", "arn", "name", "home_region"].contains(&change.path.as_str()) {
            plan.unrestorable.push(Unrestorable {
                path: change.path,
                reason: "AWS cannot change it on an existing trail".to_owned(),
            });
        }
    }
    let on = approved.get(LOGGING) == Some(&Value::Bool(true));
    if differs(LOGGING) && on {
        let input = json!({"Name": id});
        plan.calls
            .push(request(START, "record", [SERVICE, "StartLogging"], input));
    }
    restore_trail(plan, id, approved, observed);
    if differs(EVENTS) || differs(ADVANCED) {
        let (member, all) = selectors::members(approved);
        let summary = "record the approved events";
        let input = json!({"TrailName": id, (member): all});
        plan.calls.push(request(
            PUT_EVENTS,
            summary,
            [SERVICE, "PutEventSelectors"],
            input,
        ));
    }
    if differs(INSIGHTS) {
        let all = selectors::insight_members(approved);
        plan.calls.push(request(
            PUT_INSIGHTS,
            "look for the approved insights",
            [SERVICE, "PutInsightSelectors"],
            json!({"TrailName": id, "InsightSelectors": all}),
        ));
    }
    if differs(LOGGING) && !on {
        let input = json!({"Name": id});
        plan.calls.push(request(
            STOP,
            "record no more",
            [SERVICE, "StopLogging"],
            input,
        ));
    }
    restore_tags(plan, id, approved, observed);
}

fn restore_trail(plan: &mut RestorePlan, id: &str, approved: &Attributes, observed: &Attributes) {
    let differs = |name: &str| approved.get(name) != observed.get(name);
    let mut input = attributes([("Name", Value::from(id))]);
    let mut named = Vec::new();
    for (schema, api) in UPDATABLE {
        // AWS takes group and role only together.
        let logs = [LOG_GROUP, LOG_ROLE].contains(schema);
        if differs(schema) || logs && (differs(LOG_GROUP) || differs(LOG_ROLE)) {
            input.insert((*api).to_owned(), member(approved, schema));
            named.push(*schema);
        }
    }
    if !named.is_empty() {
        let summary = format!("set {}", named.join(", "));
        plan.calls.push(request(
            UPDATE,
            summary,
            [SERVICE, "UpdateTrail"],
            Value::Object(input),
        ));
    }
}

/// The approved value as the API takes it; an empty text takes away what there is.
fn member(approved: &Attributes, schema: &str) -> Value {
    match approved.get(schema) {
        Some(Value::String(topic)) if schema == TOPIC => topic_name(approved, topic).into(),
        Some(value) => value.clone(),
        None => "".into(),
    }
}

/// A topic beside the trail goes by its name, any other by its ARN.
fn topic_name<'a>(approved: &Attributes, topic: &'a str) -> &'a str {
    let place = |arn: &'a str| arn.splitn(6, ':').skip(3).take(2);
    let trail = text(approved, "arn").splitn(6, ':').skip(3).take(2);
    match topic.rsplit(':').next() {
        Some(name) if trail.eq(place(topic)) => name,
        _ => topic,
    }
}

fn restore_tags(plan: &mut RestorePlan, id: &str, approved: &Attributes, observed: &Attributes) {
    plan.retag(
        approved,
        Some(observed),
        |summary, tags| {
            let input = json!({"ResourceId": id, "TagsList": tag_members(tags)});
            request(TAG, summary, [SERVICE, "AddTags"], input)
        },
        |summary, names| {
            let names = names.iter().map(|name| json!({"Key": name}));
            let input = json!({"ResourceId": id, "TagsList": names.collect::<Value>()});
            request(UNTAG, summary, [SERVICE, "RemoveTags"], input)
        },
    );
}

/// CloudTrail takes no empty value: a tag without one is its name alone.
fn tag_members(all: &BTreeMap<String, String>) -> Value {
    let pair = |(name, value): (&String, &String)| match value.as_str() {
        "" => json!({"Key": name}),
        value => json!({"Key": name, "Value": value}),
    };
    all.iter().map(pair).collect()
}

/// Plans a trail that does not record yet, and answers what it will be like.
fn create(plan: &mut RestorePlan, approved: &Attributes) -> Attributes {
    let mut input = attributes([
        ("Name", Value::from(text(approved, "name"))),
        ("TagsList", tag_members(&tags::of(Some(approved)))),
    ]);
    for (schema, api) in UPDATABLE {
        if approved.contains_key(*schema) {
            input.insert((*api).to_owned(), member(approved, schema));
        }
    }
    plan.calls.push(request(
        CREATE,
        "make the trail anew",
        [SERVICE, "CreateTrail"],
        Value::Object(input),
    ));
    plan.unrestorable.push(Unrestorable {
        path: "events".to_owned(),
        reason: "what happened while there was no trail is not in its files".to_owned(),
    });
    let mut made = approved.clone();
    made.insert(LOGGING.to_owned(), Value::Bool(false));
    for name in [EVENTS, ADVANCED, INSIGHTS] {
        made.remove(name);
    }
    made
}

async fn update(clients: &Clients, request: &Request) -> Result<Sent, CallError> {
    let call = clients.cloudtrail().update_trail();
    let call = call
        .set_name(request.text("Name"))
        .set_cloud_watch_logs_log_group_arn(request.text("CloudWatchLogsLogGroupArn"))
        .set_cloud_watch_logs_role_arn(request.text("CloudWatchLogsRoleArn"))
        .set_enable_log_file_validation(request.truth("EnableLogFileValidation"))
        .set_include_global_service_events(request.truth("IncludeGlobalServiceEvents"))
        .set_is_multi_region_trail(request.truth("IsMultiRegionTrail"))
        .set_is_organization_trail(request.truth("IsOrganizationTrail"))
        .set_kms_key_id(request.text("KmsKeyId"))
        .set_s3_bucket_name(request.text("S3BucketName"))
        .set_s3_key_prefix(request.text("S3KeyPrefix"))
        .set_sns_topic_name(request.text("SnsTopicName"));
    Sent::of(UPDATE, call.send().await)
}

async fn create_trail(clients: &Clients, request: &Request) -> Result<Sent, CallError> {
    let call = clients.cloudtrail().create_trail();
    let call = call
        .set_name(request.text("Name"))
        .set_cloud_watch_logs_log_group_arn(request.text("CloudWatchLogsLogGroupArn"))
        .set_cloud_watch_logs_role_arn(request.text("CloudWatchLogsRoleArn"))
        .set_enable_log_file_validation(request.truth("EnableLogFileValidation"))
        .set_include_global_service_events(request.truth("IncludeGlobalServiceEvents"))
        .set_is_multi_region_trail(request.truth("IsMultiRegionTrail"))
        .set_is_organization_trail(request.truth("IsOrganizationTrail"))
        .set_kms_key_id(request.text("KmsKeyId"))
        .set_s3_bucket_name(request.text("S3BucketName"))
        .set_s3_key_prefix(request.text("S3KeyPrefix"))
        .set_sns_topic_name(request.text("SnsTopicName"))
        .set_tags_list(Some(given(request)?));
    Sent::of(CREATE, call.send().await)
}

/// Those to remove, and those without a value, have none.
fn given(request: &Request) -> Result<Vec<Tag>, CallError> {
    let text = |tag: &Value, name: &str| tag.get(name)?.as_str().map(str::to_owned);
    let all = request.value("TagsList").as_array().into_iter().flatten();
    let all = all.map(|tag| {
        let builder = Tag::builder().set_key(text(tag, "Key"));
        builder.set_value(text(tag, "Value")).build()
    });
    all.collect::<Result<_, BuildError>>()
        .map_err(|error| request.unusable(&error))
}

/// What is recorded elsewhere is in other hands; what is not recorded nobody can look up.
fn risk(path: &str, _approved: &Value, observed: &Value) -> Risk {
    match path {
        "s3_bucket_name" => Risk::ExposureWidened,
        _ if observed == true && !path.starts_with(EVENTS) => Risk::Cosmetic,
        _ if path.starts_with("tags") => Risk::Cosmetic,
        _ if path.starts_with(INSIGHTS) && !observed.is_null() => Risk::Cosmetic,
        _ => Risk::ProtectionWeakened,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::check_risk;

    const ARN: &str = "arn:aws:cloudtrail:eu-west-1:123456789012:trail/t";

    fn plan(approved: &Value, observed: Option<&Value>) -> Vec<(String, Value)> {
        let form = |all: &Value| crate::normalise(NAME, all.as_object().unwrap().clone());
        let (approved, observed) = (form(approved), observed.map(form));
        let plan = crate::plan_restore(NAME, ARN, Some(&approved), observed.as_ref());
        let calls = plan.calls.into_iter();
        calls
            .map(|call| (call.action, call.arguments["input"].clone()))
            .collect()
    }

    #[test]
    fn a_trail_that_is_stopped_weakens_and_another_bucket_exposes() {
        let of = |on: bool, bucket: &str, multi: bool| {
            json!({"id": ARN, "enable_logging": on, "s3_bucket_name": bucket,
                "is_multi_region_trail": multi})
        };
        check_risk(
            NAME,
            &of(true, "a", false),
            &of(false, "b", true),
            &[
                (LOGGING, Risk::ProtectionWeakened),
                ("is_multi_region_trail", Risk::Cosmetic),
                ("s3_bucket_name", Risk::ExposureWidened),
            ],
        );
    }

    #[test]
    fn insights_are_turned_on_and_off() {
        let on = json!({"id": ARN, "insight_selector": [{"insight_type": "ApiErrorRateInsight"}]});
        let off = json!({"id": ARN});
        let all = |list: Value| json!({"TrailName": ARN, "InsightSelectors": list});
        let one = json!([{"InsightType": "ApiErrorRateInsight"}]);
        let turned_on = [(PUT_INSIGHTS.to_owned(), all(one))];
        assert_eq!(plan(&on, Some(&off)), turned_on);
        let turned_off = [(PUT_INSIGHTS.to_owned(), all(json!([])))];
        assert_eq!(plan(&off, Some(&on)), turned_off);
    }

    #[test]
    fn what_there_was_not_is_taken_away_and_logs_go_together() {
        let approved = json!({"id": ARN, "arn": ARN, (LOG_GROUP): "arn:g", (LOG_ROLE): "arn:r",
            (TOPIC): "arn:aws:sns:eu-west-1:123456789012:t"});
        let observed = json!({"id": ARN, "arn": ARN, (LOG_GROUP): "arn:g", (LOG_ROLE): "arn:other",
            "kms_key_id": "arn:k"});
        let input = json!({"Name": ARN, "CloudWatchLogsLogGroupArn": "arn:g",
            "CloudWatchLogsRoleArn": "arn:r", "KmsKeyId": "", "SnsTopicName": "t"});
        let expected = [(UPDATE.to_owned(), input)];
        assert_eq!(plan(&approved, Some(&observed)), expected);
        let far = "arn:aws:sns:us-east-1:123456789012:t";
        assert_eq!(topic_name(approved.as_object().unwrap(), far), far);
    }

    #[test]
    fn one_that_is_gone_is_made_anew_and_records_what_it_did() {
        let approved = json!({"id": ARN, "arn": ARN, "name": "t", "s3_bucket_name": "b",
            "tags": {"a": "1", "b": ""}, (EVENTS): [{"read_write_type": "WriteOnly"}]});
        let calls = plan(&approved, None);
        let actions: Vec<_> = calls.iter().map(|(action, _)| action.as_str()).collect();
        assert_eq!(actions, [CREATE, START, PUT_EVENTS]);
        assert_eq!(calls[0].1["S3BucketName"], "b");
        let tags = json!([{"Key": "a", "Value": "1"}, {"Key": "b"}]);
        assert_eq!(calls[0].1["TagsList"], tags);
    }
}

//! `aws_flow_log`: which traffic is recorded, and where.
//!
//! Owned: the whole schema. Restored: tags; AWS changes nothing else of a flow log. One that was deleted
//! would come back with another id: apply Terraform, which makes a new one.
//!
//! `DescribeFlowLogs` reads 100 a page.

use async_trait::async_trait;
use aws_sdk_ec2::types::FlowLog as Described;
use driftlock_core::{Attributes, Call, Risk, Shape, diff};
use serde_json::{Value, json};

use super::{arn, both, cannot_change, filters, root};
use crate::action::{Action, Actions};
use crate::arn::Place;
use crate::connection::Clients;
use crate::resources::ec2::tagging;
use crate::resources::form::{attributes, default, prune};
use crate::resources::request::Request;
use crate::resources::{
    Difference, Kind, Listed, ResourceType, RestorePlan, Sent, drop_differences,
};
use crate::{CallError, tags};

/// See the module's documentation.
pub(crate) struct FlowLog;

const DESCRIBE: &str = "ec2:DescribeFlowLogs";

#[async_trait]
impl ResourceType for FlowLog {
    fn name(&self) -> &'static str {
        "aws_flow_log"
    }

    fn kind(&self) -> Kind {
        Kind::Object
    }

    fn shape(&self) -> Shape {
        Shape {
            risk: Some(risk),
            ..Shape::default()
        }
    }

    fn differences(&self) -> &'static [Difference] {
        &[Difference {
            attribute: "tags_all",
            reason: "held as `tags`, which has all tags",
        }]
    }

    fn actions(&self) -> Actions {
        Actions {
            list: const { &[Action::on_all(DESCRIBE)] },
            read: const { &[Action::on_all(DESCRIBE)] },
            restore: const {
                &[
                    Action::on_each(tagging::TAG),
                    Action::on_each(tagging::UNTAG),
                ]
            },
            create: &[],
            delete: &[],
        }
    }

    fn arn(&self, place: &Place<'_>, id: &str) -> String {
        arn(place, "vpc-flow-log", id)
    }

    fn normalise(&self, mut attributes: Attributes) -> Attributes {
        tags::normalise(&mut attributes);
        drop_differences(self, &mut attributes);
        let options = attributes.get_mut("destination_options");
        if let Some(Value::Object(options)) = options.and_then(|all| all.get_mut(0)) {
            default(options, "file_format", "plain-text");
            default(options, "hive_compatible_partitions", false);
            default(options, "per_hour_partition", false);
        }
        default(&mut attributes, "log_destination_type", "cloud-watch-logs");
        default(&mut attributes, "max_aggregation_interval", 600);
        prune(&mut attributes);
        attributes
    }

    async fn list(&self, clients: &Clients) -> Result<Vec<Listed>, CallError> {
        let all = describe_all(clients, None).await?;
        let read = |log| Listed::whole(self.normalise(read_from(clients, log)));
        Ok(all.iter().map(read).collect())
    }

    async fn read(&self, clients: &Clients, id: &str) -> Result<Option<Attributes>, CallError> {
        let all = describe_all(clients, Some(id)).await?;
        let read = |log| self.normalise(read_from(clients, log));
        Ok(all.first().map(read))
    }

    fn plan_restore(
        &self,
        id: &str,
        approved: Option<&Attributes>,
        observed: Option<&Attributes>,
    ) -> RestorePlan {
        let (approved, observed) = match both(approved, observed) {
            Ok(both) => both,
            Err(plan) => return plan,
        };
        let mut plan = RestorePlan::default();
        tagging::restore(&mut plan, id, approved, observed);
        let changes = diff(Some(approved), Some(observed), &self.shape());
        cannot_change(&mut plan, changes.iter(), &["tags"]);
        plan
    }

    async fn execute(&self, clients: &Clients, _id: &str, call: &Call) -> Result<Sent, CallError> {
        tagging::execute(clients, &Request::of(call)?).await
    }
}

async fn describe_all(clients: &Clients, id: Option<&str>) -> Result<Vec<Described>, CallError> {
    let by_id = filters("flow-log-id", id);
    describe!(clients, describe_flow_logs, set_filter, by_id, DESCRIBE)
}

fn read_from(clients: &Clients, log: &Described) -> Attributes {
    let id = log.flow_log_id().unwrap_or_default();
    let arn = arn(&clients.place(), "vpc-flow-log", id);
    let options = log.destination_options().map(|options| {
        json!([{
            "file_format": options.file_format().map(|format| format.as_str()),
            "hive_compatible_partitions": options.hive_compatible_partitions(),
            "per_hour_partition": options.per_hour_partition(),
        }])
    });
    let kind = log.log_destination_type().map(|kind| kind.as_str());
    let traffic = log.traffic_type().map(|traffic| traffic.as_str());
    attributes([
        ("id", Value::from(id)),
        ("arn", Value::from(arn)),
        (
            "deliver_cross_account_role",
            Value::from(log.deliver_cross_account_role()),
        ),
        ("destination_options", options.unwrap_or_default()),
        (
            "iam_role_arn",
            Value::from(log.deliver_logs_permission_arn()),
        ),
        ("log_destination", Value::from(log.log_destination())),
        ("log_destination_type", Value::from(kind)),
        ("log_format", Value::from(log.log_format())),
        ("log_group_name", Value::from(log.log_group_name())),
        (
            "max_aggregation_interval",
            Value::from(log.max_aggregation_interval()),
        ),
        (of_what(log), Value::from(log.resource_id())),
        ("traffic_type", Value::from(traffic)),
        ("tags", tagging::read(log.tags())),
    ])
}

/// The attribute that names what is recorded.
fn of_what(log: &Described) -> &'static str {
    let id = log.resource_id().unwrap_or_default();
    let prefixes = [
        ("eni-", "eni_id"),
        ("subnet-", "subnet_id"),
        ("tgw-attach-", "transit_gateway_attachment_id"),
        ("tgw-", "transit_gateway_id"),
    ];
    let mut known = prefixes.iter().filter(|(prefix, _)| id.starts_with(prefix));
    known.next().map_or("vpc_id", |(_, name)| name)
}

/// Traffic that is not recorded cannot be looked into later.
fn risk(path: &str, _: &Value, _: &Value) -> Risk {
    match root(path) {
        "tags" => Risk::Cosmetic,
        _ => Risk::ProtectionWeakened,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::check_risk;

    #[test]
    fn options_have_defaults_only_where_there_are_any() {
        let form = |value: Value| FlowLog.normalise(value.as_object().unwrap().clone());
        let plain = json!([{"file_format": "plain-text", "hive_compatible_partitions": false,
            "per_hour_partition": false}]);
        let some = form(json!({"destination_options": [{"per_hour_partition": null}]}));
        assert_eq!(some["destination_options"], plain);
        assert_eq!(
            form(json!({"destination_options": []})).get("destination_options"),
            None
        );
    }

    #[test]
    fn less_recorded_weakens_and_stays() {
        let of =
            |traffic: &str| json!({"id": "fl-1", "traffic_type": traffic, "tags": {"a": traffic}});
        let weaker = Risk::ProtectionWeakened;
        let expected = [("tags.a", Risk::Cosmetic), ("traffic_type", weaker)];
        check_risk("aws_flow_log", &of("ALL"), &of("REJECT"), &expected);
        let form = |value: Value| FlowLog.normalise(value.as_object().unwrap().clone());
        let (all, less) = (form(of("ALL")), form(of("REJECT")));
        let plan = |observed| FlowLog.plan_restore("fl-1", Some(&all), observed);
        let changed = plan(Some(&less));
        assert_eq!(changed.calls.len(), 1);
        assert_eq!(changed.unrestorable[0].path, "traffic_type");
        let gone = plan(None);
        assert_eq!((gone.calls.len(), gone.unrestorable.len()), (0, 1));
    }
}

//! `aws_internet_gateway`: a way into the internet, and the VPC that has it.
//!
//! Owned: `id arn owner_id vpc_id tags`. Restored: the attachment and tags.
//!
//! `DescribeInternetGateways` reads 100 a page.

use async_trait::async_trait;
use aws_sdk_ec2::types::InternetGateway as Described;
use driftlock_core::{Attributes, Call, Risk, Shape, diff};
use serde_json::{Value, json};

use super::{arn, both, cannot_change, filters, root};
use crate::action::{Action, Actions};
use crate::arn::Place;
use crate::connection::Clients;
use crate::resources::ec2::tagging;
use crate::resources::form::{attributes, prune, text};
use crate::resources::request::{Request, request};
use crate::resources::{
    Difference, Kind, Listed, Part, Places, ResourceType, RestorePlan, Sent, drop_differences,
};
use crate::{CallError, tags};

/// See the module's documentation.
pub(crate) struct InternetGateway;

const DESCRIBE: &str = "ec2:DescribeInternetGateways";
const ATTACH: &str = "ec2:AttachInternetGateway";
const DETACH: &str = "ec2:DetachInternetGateway";
const SERVICE: &str = "ec2";

#[async_trait]
impl ResourceType for InternetGateway {
    fn name(&self) -> &'static str {
        "aws_internet_gateway"
    }

    fn kind(&self) -> Kind {
        Kind::Object
    }

    fn parts(&self) -> &'static [Part] {
        &[Part {
            declared_by: "aws_internet_gateway_attachment",
            places: places_of_attachment,
        }]
    }

    fn shape(&self) -> Shape {
        Shape {
            risk: Some(risk),
            ..Shape::default()
        }
    }

    fn differences(&self) -> &'static [Difference] {
        &[
            Difference {
                attribute: "tags_all",
                reason: "held as `tags`, which has all tags",
            },
            Difference {
                attribute: "timeouts",
                reason: "an instruction to Terraform",
            },
        ]
    }

    fn actions(&self) -> Actions {
        Actions {
            list: const { &[Action::on_all(DESCRIBE)] },
            read: const { &[Action::on_all(DESCRIBE)] },
            restore: const {
                &[
                    // Asked for on the gateway and on the VPC.
                    Action::on_all(ATTACH),
                    Action::on_each(tagging::TAG),
                    Action::on_each(tagging::UNTAG),
                    Action::on_all(DETACH),
                ]
            },
            create: &[],
            delete: &[],
        }
    }

    fn arn(&self, place: &Place<'_>, id: &str) -> String {
        arn(place, "internet-gateway", id)
    }

    /// Before the routes that lead to it.
    fn restore_rank(&self) -> u8 {
        1
    }

    fn normalise(&self, mut attributes: Attributes) -> Attributes {
        tags::normalise(&mut attributes);
        drop_differences(self, &mut attributes);
        prune(&mut attributes);
        attributes
    }

    async fn list(&self, clients: &Clients) -> Result<Vec<Listed>, CallError> {
        let all = describe_all(clients, None).await?;
        let read = |gateway| Listed::whole(self.normalise(read_from(clients, gateway)));
        Ok(all.iter().map(read).collect())
    }

    async fn read(&self, clients: &Clients, id: &str) -> Result<Option<Attributes>, CallError> {
        let all = describe_all(clients, Some(id)).await?;
        let read = |gateway| self.normalise(read_from(clients, gateway));
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
        let [wanted, present] = [approved, observed].map(|all| text(all, "vpc_id"));
        if wanted != present && !present.is_empty() {
            let input = json!({"InternetGatewayId": id, "VpcId": present});
            let operation = [SERVICE, "DetachInternetGateway"];
            plan.calls.push(request(
                DETACH,
                format!("detach it from {present}"),
                operation,
                input,
            ));
        }
        if wanted != present && !wanted.is_empty() {
            let input = json!({"InternetGatewayId": id, "VpcId": wanted});
            let operation = [SERVICE, "AttachInternetGateway"];
            plan.calls.push(request(
                ATTACH,
                format!("attach it to {wanted}"),
                operation,
                input,
            ));
        }
        tagging::restore(&mut plan, id, approved, observed);
        let changes = diff(Some(approved), Some(observed), &self.shape());
        cannot_change(&mut plan, changes.iter(), &["tags", "vpc_id"]);
        plan
    }

    async fn execute(&self, clients: &Clients, id: &str, call: &Call) -> Result<Sent, CallError> {
        let request = Request::of(call)?;
        let vpc = request.text("VpcId");
        match request.operation() {
            "AttachInternetGateway" => {
                let call = clients
                    .ec2
                    .attach_internet_gateway()
                    .internet_gateway_id(id);
                Sent::of(ATTACH, call.set_vpc_id(vpc).send().await)
            }
            "DetachInternetGateway" => {
                let call = clients
                    .ec2
                    .detach_internet_gateway()
                    .internet_gateway_id(id);
                Sent::of(DETACH, call.set_vpc_id(vpc).send().await)
            }
            _ => tagging::execute(clients, &request).await,
        }
    }
}

async fn describe_all(clients: &Clients, id: Option<&str>) -> Result<Vec<Described>, CallError> {
    let by_id = filters("internet-gateway-id", id);
    describe!(
        clients,
        describe_internet_gateways,
        set_filters,
        by_id,
        DESCRIBE
    )
}

fn read_from(clients: &Clients, gateway: &Described) -> Attributes {
    let id = gateway.internet_gateway_id().unwrap_or_default();
    let owner = gateway.owner_id().unwrap_or(&clients.account);
    let place = Place {
        account: owner,
        ..clients.place()
    };
    let vpc = gateway.attachments().first();
    attributes([
        ("id", Value::from(id)),
        ("arn", Value::from(arn(&place, "internet-gateway", id))),
        ("owner_id", Value::from(owner)),
        ("vpc_id", Value::from(vpc.and_then(|vpc| vpc.vpc_id()))),
        ("tags", tagging::read(gateway.tags())),
    ])
}

fn places_of_attachment(values: &Attributes) -> Option<Places> {
    let id = text(values, "internet_gateway_id");
    (!id.is_empty()).then(|| (id.to_owned(), vec!["vpc_id".to_owned()]))
}

/// A VPC that has a gateway can be reached from the internet as far as its routes and groups allow.
fn risk(path: &str, _: &Value, observed: &Value) -> Risk {
    match (root(path), observed) {
        ("tags", _) => Risk::Cosmetic,
        ("vpc_id", Value::String(_)) => Risk::ExposureWidened,
        _ => Risk::ServiceBroken,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::check_risk;

    #[test]
    fn a_gateway_where_none_was_exposes() {
        let of = |vpc: &str| json!({"id": "igw-1", "vpc_id": vpc, "tags": {"a": vpc}});
        let kind = InternetGateway.name();
        let tag = ("tags.a", Risk::Cosmetic);
        let (wider, broken) = (Risk::ExposureWidened, Risk::ServiceBroken);
        check_risk(kind, &of(""), &of("vpc-1"), &[tag, ("vpc_id", wider)]);
        check_risk(kind, &of("vpc-1"), &of("vpc-2"), &[tag, ("vpc_id", wider)]);
        check_risk(kind, &of("vpc-1"), &of(""), &[tag, ("vpc_id", broken)]);
    }
}

//! `aws_route_table_association`: the route table that a subnet is explicitly associated with.
//!
//! A setting of `aws_subnet`, with the subnet's id; a subnet without one follows the main route table of
//! its VPC, and that is recorded. Owned: `id subnet_id route_table_id`. Associations of gateways (those
//! with `gateway_id`) are not held.
//! Restored: everything, absence included. AWS gives each association a new id, by which Terraform
//! knows it: where an association that Terraform had made was deleted or replaced, its state has to be
//! imported anew (`terraform import ADDRESS SUBNET/ROUTE_TABLE`) after the restore.
//!
//! `DescribeRouteTables`: 100 tables a page for a region, or by the subnet.

use std::collections::BTreeMap;

use async_trait::async_trait;
use aws_sdk_ec2::types::{RouteTable, RouteTableAssociation as Described};
use driftlock_core::{Attributes, Call, Risk, Shape};
use serde_json::{Value, json};

use super::{arn, filters, look_up, not_there};
use crate::CallError;
use crate::action::{Action, Actions};
use crate::arn::Place;
use crate::connection::Clients;
use crate::resources::form::{attributes, prune, text};
use crate::resources::request::{Request, request};
use crate::resources::{
    Difference, Kind, LookUp, ResourceType, RestorePlan, Sent, drop_differences,
};

/// See the module's documentation.
pub(crate) struct RouteTableAssociation;

const DESCRIBE: &str = "ec2:DescribeRouteTables";
const ASSOCIATE: &str = "ec2:AssociateRouteTable";
const REPLACE: &str = "ec2:ReplaceRouteTableAssociation";
const DISASSOCIATE: &str = "ec2:DisassociateRouteTable";
const SERVICE: &str = "ec2";

#[async_trait]
impl ResourceType for RouteTableAssociation {
    fn name(&self) -> &'static str {
        "aws_route_table_association"
    }

    fn kind(&self) -> Kind {
        Kind::SettingOf("aws_subnet")
    }

    fn id_in_state(&self, values: &Attributes) -> Option<String> {
        Some(text(values, "subnet_id").to_owned()).filter(|id| !id.is_empty())
    }

    fn shape(&self) -> Shape {
        Shape {
            sets: &[],
            identity: &["id", "subnet_id"],
            risk: Some(risk),
        }
    }

    fn differences(&self) -> &'static [Difference] {
        &[
            Difference {
                attribute: "gateway_id",
                reason: "an association of a gateway is none of a subnet, and is not held",
            },
            Difference {
                attribute: "timeouts",
                reason: "an instruction to Terraform",
            },
        ]
    }

    fn actions(&self) -> Actions {
        Actions {
            list: &[],
            read: const { &[Action::on_all(DESCRIBE)] },
            restore: const {
                // Asked for on the subnet and on the route tables.
                &[
                    Action::on_all(ASSOCIATE),
                    Action::on_all(DISASSOCIATE).with(&[DESCRIBE]),
                    Action::on_all(REPLACE).with(&[DESCRIBE]),
                ]
            },
            create: &[],
            delete: &[],
        }
    }

    fn arn(&self, place: &Place<'_>, id: &str) -> String {
        arn(place, "subnet", id)
    }

    fn restore_rank(&self) -> u8 {
        2
    }

    fn normalise(&self, mut attributes: Attributes) -> Attributes {
        drop_differences(self, &mut attributes);
        let subnet = attributes.get("subnet_id").cloned();
        attributes.insert("id".to_owned(), subnet.unwrap_or_default());
        prune(&mut attributes);
        attributes
    }

    async fn list_settings(
        &self,
        clients: &Clients,
    ) -> Result<Option<BTreeMap<String, Attributes>>, CallError> {
        let tables = tables_of(clients, None).await?;
        let associations = tables.iter().flat_map(RouteTable::associations);
        let of_subnets = associations.filter_map(|association| {
            let subnet = association.subnet_id()?;
            Some((subnet.to_owned(), read_from(association, subnet)))
        });
        Ok(Some(of_subnets.collect()))
    }

    async fn read(&self, clients: &Clients, id: &str) -> Result<Option<Attributes>, CallError> {
        let tables = tables_of(clients, Some(id)).await?;
        let association = association(&tables, id);
        Ok(association.map(|association| read_from(association, id)))
    }

    fn plan_restore(
        &self,
        id: &str,
        approved: Option<&Attributes>,
        observed: Option<&Attributes>,
    ) -> RestorePlan {
        let table =
            |all: Option<&Attributes>| all.map(|all| text(all, "route_table_id").to_owned());
        let call = match (table(approved), table(observed)) {
            (wanted, present) if wanted == present => return RestorePlan::default(),
            (Some(wanted), None) => request(
                ASSOCIATE,
                format!("associate the subnet with {wanted}"),
                [SERVICE, "AssociateRouteTable"],
                json!({"RouteTableId": wanted, "SubnetId": id}),
            ),
            (Some(wanted), Some(_)) => request(
                REPLACE,
                format!("associate the subnet with {wanted} again"),
                [SERVICE, "ReplaceRouteTableAssociation"],
                json!({ "RouteTableId": wanted }),
            ),
            (None, _) => request(
                DISASSOCIATE,
                "let the subnet follow the main route table again",
                [SERVICE, "DisassociateRouteTable"],
                json!({}),
            ),
        };
        RestorePlan {
            calls: vec![call],
            unrestorable: Vec::new(),
        }
    }

    fn look_up(&self, id: &str, call: &Call) -> Option<LookUp> {
        let query = format!(
            "RouteTables[].Associations[] | [?SubnetId=='{id}'].RouteTableAssociationId | [0]"
        );
        let by_subnet = [("association.subnet-id", id)];
        (call.action != ASSOCIATE).then(|| {
            look_up(
                "association-id",
                "describe-route-tables",
                &by_subnet,
                &query,
            )
        })
    }

    async fn execute(&self, clients: &Clients, id: &str, call: &Call) -> Result<Sent, CallError> {
        let request = Request::of(call)?;
        let table = request.text("RouteTableId");
        let ec2 = &clients.ec2;
        match request.operation() {
            "AssociateRouteTable" => {
                let call = ec2.associate_route_table().subnet_id(id);
                Sent::of(ASSOCIATE, call.set_route_table_id(table).send().await)
            }
            "ReplaceRouteTableAssociation" => {
                let call = ec2.replace_route_table_association();
                let call = call.association_id(association_id(clients, id, REPLACE).await?);
                Sent::of(REPLACE, call.set_route_table_id(table).send().await)
            }
            "DisassociateRouteTable" => {
                let call = ec2.disassociate_route_table();
                let call = call.association_id(association_id(clients, id, DISASSOCIATE).await?);
                Sent::of(DISASSOCIATE, call.send().await)
            }
            _ => Err(request.unknown()),
        }
    }
}

/// All tables of a region, or that of a subnet.
async fn tables_of(clients: &Clients, id: Option<&str>) -> Result<Vec<RouteTable>, CallError> {
    let by_subnet = filters("association.subnet-id", id);
    describe!(
        clients,
        describe_route_tables,
        set_filters,
        by_subnet,
        DESCRIBE
    )
}

fn association<'a>(tables: &'a [RouteTable], id: &str) -> Option<&'a Described> {
    let mut all = tables.iter().flat_map(RouteTable::associations);
    all.find(|association| association.subnet_id() == Some(id))
}

fn read_from(association: &Described, id: &str) -> Attributes {
    let table = association.route_table_id();
    attributes([
        ("id", Value::from(id)),
        ("subnet_id", Value::from(id)),
        ("route_table_id", Value::from(table)),
    ])
}

async fn association_id(
    clients: &Clients,
    id: &str,
    action: &'static str,
) -> Result<String, CallError> {
    let tables = tables_of(clients, Some(id)).await?;
    let found = association(&tables, id).and_then(Described::route_table_association_id);
    found
        .map(str::to_owned)
        .ok_or_else(|| not_there(action, "the association"))
}

/// Another table, also the main one, may lead into the internet.
fn risk(_: &str, _: &Value, _: &Value) -> Risk {
    Risk::ExposureWidened
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::check_risk;

    #[test]
    fn whichever_table_comes_or_goes_may_expose() {
        let of = |table: &str| json!({"id": "rtbassoc-1", "subnet_id": "subnet-1", "route_table_id": table});
        let exposed = &[("route_table_id", Risk::ExposureWidened)];
        let kind = RouteTableAssociation.name();
        check_risk(kind, &of("rtb-1"), &of("rtb-2"), exposed);
        check_risk(kind, &of("rtb-1"), &Value::Null, exposed);
        check_risk(kind, &Value::Null, &of("rtb-1"), exposed);
    }
}

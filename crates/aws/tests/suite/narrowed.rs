//! A restore with the restore role: what STS is asked for, and who signs which request.

use std::collections::BTreeMap;

use driftlock_aws::{CallError, Connection, Fault, Options, RoleToAssume};
use driftlock_core::{Call, Key};
use driftlock_testbed::Moto;
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::fake::{Fake, ec2, xml};
use crate::{credentials, emulated, options};

const ROLE: &str = "arn:aws:iam::123456789012:role/restore";
const GROUP: &str = "arn:aws:ec2:us-east-1:123456789012:security-group/sg-1";

fn with_role(endpoint: &str) -> Options {
    Options {
        restore_role: Some(RoleToAssume {
            role_arn: ROLE.to_owned(),
            external_id: Some("shared words".to_owned()),
            session_name: None,
        }),
        ..options(endpoint)
    }
}

async fn connect(endpoint: &str) -> Connection {
    let connection = Connection::open_as(credentials(), with_role(endpoint)).await;
    connection.unwrap()
}

/// The group `id` with 22 open that is not to be, and its approved state.
fn planned(id: &str) -> Vec<(Key, Call)> {
    let kind = "aws_security_group";
    let of = |ingress: Value| {
        let group = json!({"id": id, "ingress": ingress});
        driftlock_aws::normalise(kind, group.as_object().unwrap().clone())
    };
    let open = of(
        json!([{"protocol": "tcp", "from_port": 22, "to_port": 22, "cidr_blocks": ["0.0.0.0/0"]}]),
    );
    let plan = driftlock_aws::plan_restore(kind, id, Some(&of(json!([]))), Some(&open));
    let key = Key {
        kind: kind.to_owned(),
        region: "us-east-1".to_owned(),
        id: id.to_owned(),
        account: None,
    };
    plan.calls
        .into_iter()
        .map(|call| (key.clone(), call))
        .collect()
}

fn sts_and_ec2(operation: &str, _: &BTreeMap<String, String>) -> ResponseTemplate {
    match operation {
        "AssumeRole" => xml(
            200,
            "<AssumeRoleResponse><AssumeRoleResult><Credentials>\
             <AccessKeyId>ASIARESTORE</AccessKeyId><SecretAccessKey>hidden-secret</SecretAccessKey>\
             <SessionToken>hidden-token</SessionToken><Expiration>2100-01-01T00:00:00Z</Expiration>\
             </Credentials><AssumedRoleUser><AssumedRoleId>AROA:driftlock</AssumedRoleId>\
             <Arn>arn:aws:sts::123456789012:assumed-role/restore/driftlock</Arn></AssumedRoleUser>\
             </AssumeRoleResult></AssumeRoleResponse>",
        ),
        "DescribeSecurityGroups" => ec2(operation, "<securityGroupInfo></securityGroupInfo>"),
        "RevokeSecurityGroupIngress" => ec2(operation, "<return>true</return>"),
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn a_write_is_signed_by_a_session_that_may_do_nothing_else() {
    let fake = Fake::start(sts_and_ec2).await;
    let connection = connect(&fake.endpoint()).await;
    let planned = planned("sg-1");
    let (key, call) = &planned[0];
    connection.read(key).await.unwrap();
    let narrowed = connection.narrowed(&planned).await.unwrap().unwrap();
    narrowed.execute(key, call).await.unwrap();
    connection.read(key).await.unwrap();

    let requests = fake.requests();
    let signed: Vec<_> = requests
        .iter()
        .map(|asked| (asked.operation.as_str(), asked.access_key.as_str()))
        .collect();
    assert_eq!(
        signed,
        [
            ("GetCallerIdentity", "testbed"),
            ("DescribeSecurityGroups", "testbed"),
            ("AssumeRole", "testbed"),
            ("RevokeSecurityGroupIngress", "ASIARESTORE"),
            ("DescribeSecurityGroups", "testbed"),
        ]
    );
    let asked = &requests[2].parameters;
    assert_eq!(asked["RoleArn"], ROLE);
    assert_eq!(asked["RoleSessionName"], "driftlock");
    assert_eq!(asked["ExternalId"], "shared words");
    assert_eq!(asked["DurationSeconds"], "900");
    assert_eq!(
        serde_json::from_str::<Value>(&asked["Policy"]).unwrap(),
        json!({"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow",
            "Action": "ec2:RevokeSecurityGroupIngress",
            "Resource": GROUP,
        }]})
    );
    assert_eq!(
        narrowed.identity().arn,
        "arn:aws:sts::123456789012:assumed-role/restore/driftlock"
    );
    assert_eq!(narrowed.identity().account, "123456789012");
    let shown = format!("{narrowed:?}");
    assert!(!shown.contains("hidden"), "{shown}");
    assert!(narrowed.narrowed(&planned).await.unwrap().is_none());
}

#[tokio::test]
async fn without_a_restore_role_sts_is_not_asked() {
    let fake = Fake::start(sts_and_ec2).await;
    let connection = fake.connect().await;
    assert!(
        connection
            .narrowed(&planned("sg-1"))
            .await
            .unwrap()
            .is_none()
    );
    assert_eq!(fake.asked(), [""; 0]);
}

fn denied(operation: &str, _: &BTreeMap<String, String>) -> ResponseTemplate {
    assert_eq!(operation, "AssumeRole");
    xml(
        403,
        "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code>\
         <Message>not authorized to perform: sts:AssumeRole</Message></Error>\
         <RequestId>r-1</RequestId></ErrorResponse>",
    )
    .insert_header("x-amzn-requestid", "r-1")
}

#[tokio::test]
async fn a_role_that_may_not_be_assumed_says_what_to_do() {
    let fake = Fake::start(denied).await;
    let connection = connect(&fake.endpoint()).await;
    let refused: Result<_, CallError> = connection.narrowed(&planned("sg-1")).await;
    let error = refused.unwrap_err();
    assert_eq!(error.fault, Fault::AccessDenied);
    assert_eq!(error.request_id.as_deref(), Some("r-1"));
    assert_eq!(
        error.to_string(),
        "access denied calling `sts:AssumeRole`: AccessDenied: \
         not authorized to perform: sts:AssumeRole"
    );
    assert_eq!(
        error.help(),
        "allow the credentials in use `sts:AssumeRole` on the role, and name them in its trust \
         policy; give its external id if it asks for one"
    );
}

#[tokio::test]
async fn a_narrowed_connection_restores_what_was_planned() {
    let moto = Moto::start().unwrap();
    let script = r#"
ec2 = client("ec2")
group = ec2.create_security_group(GroupName="web", Description="x")["GroupId"]
ec2.authorize_security_group_ingress(
    GroupId=group, IpProtocol="tcp", FromPort=22, ToPort=22, CidrIp="0.0.0.0/0")
print(group)"#;
    let id = moto.boto3(script).unwrap().trim().to_owned();
    let connection = connect(&moto.endpoint()).await;
    moto.reset_counts().unwrap();
    let planned = planned(&id);
    let narrowed = connection.narrowed(&planned).await.unwrap().unwrap();
    for (key, call) in &planned {
        narrowed.execute(key, call).await.unwrap();
    }
    let expected = [
        ("ec2:RevokeSecurityGroupIngress".to_owned(), 1),
        ("sts:AssumeRole".to_owned(), 1),
    ];
    assert_eq!(moto.requests().unwrap(), BTreeMap::from(expected));
    let reader = emulated(&moto.endpoint()).await;
    let after = reader.read(&planned[0].0).await.unwrap().unwrap();
    assert_eq!(after["ingress"], json!([]));
}

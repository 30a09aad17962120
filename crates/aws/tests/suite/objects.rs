//! Whole objects: one that is gone is made anew where that is truthful, a rogue one is deleted.

use driftlock_aws::{Connection, command_line, plan_restore};
use driftlock_core::{Attributes, Key};
use driftlock_testbed::Moto;

use crate::emulated;

fn key(kind: &str, connection: &Connection, id: &str) -> Key {
    Key {
        kind: kind.into(),
        region: connection.region().into(),
        id: id.into(),
        account: None,
    }
}

/// Plans from what is there to `approved`, makes the calls, and gives what is there then.
async fn restore(
    connection: &Connection,
    key: &Key,
    approved: Option<&Attributes>,
) -> Option<Attributes> {
    let observed = connection.read(key).await.unwrap();
    let plan = plan_restore(&key.kind, &key.id, approved, observed.as_ref());
    assert!(!plan.calls.is_empty(), "{plan:?}");
    for call in &plan.calls {
        assert!(command_line(key, call).is_some(), "{call:?}");
        crate::check_declared(&key.kind, &call.action);
        connection.execute(key, call).await.unwrap();
    }
    connection.read(key).await.unwrap()
}

#[tokio::test]
async fn a_rogue_group_is_deleted() {
    let moto = Moto::start().unwrap();
    let made = moto
        .boto3("print(client('ec2').create_security_group(GroupName='rogue', Description='r')['GroupId'])")
        .unwrap();
    let connection = emulated(&moto.endpoint()).await;
    let rogue = key("aws_security_group", &connection, made.trim());
    assert_eq!(restore(&connection, &rogue, None).await, None);
}

#[tokio::test]
async fn a_bucket_goes_and_comes_back_empty_with_its_tags() {
    let moto = Moto::start().unwrap();
    moto.boto3(
        "s3 = client('s3')\n\
         s3.create_bucket(Bucket='data')\n\
         s3.put_bucket_tagging(Bucket='data', Tagging={'TagSet': [{'Key': 'a', 'Value': 'b'}]})",
    )
    .unwrap();
    let connection = emulated(&moto.endpoint()).await;
    let data = key("aws_s3_bucket", &connection, "data");
    let before = connection.read(&data).await.unwrap().unwrap();
    assert_eq!(restore(&connection, &data, None).await, None);
    let after = restore(&connection, &data, Some(&before)).await;
    assert_eq!(after, Some(before));
}

#[tokio::test]
async fn a_bucket_that_holds_something_is_not_deleted() {
    let moto = Moto::start().unwrap();
    moto.boto3(
        "s3 = client('s3')\n\
         s3.create_bucket(Bucket='data')\n\
         s3.put_object(Bucket='data', Key='k', Body=b'v')",
    )
    .unwrap();
    let connection = emulated(&moto.endpoint()).await;
    let data = key("aws_s3_bucket", &connection, "data");
    let observed = connection.read(&data).await.unwrap();
    let plan = plan_restore(&data.kind, &data.id, None, observed.as_ref());
    let error = connection.execute(&data, &plan.calls[0]).await.unwrap_err();
    assert_eq!(error.code.as_deref(), Some("BucketNotEmpty"));
    assert_eq!(connection.read(&data).await.unwrap(), observed);
}

#[tokio::test]
async fn whole_objects_go_and_come_back_by_the_lines_that_are_printed() {
    let moto = Moto::start().unwrap();
    let made = moto
        .boto3(
            "place = {'LocationConstraint': 'eu-west-1'}\n\
             s3 = client('s3', region_name='eu-west-1')\n\
             s3.create_bucket(Bucket='data', CreateBucketConfiguration=place)\n\
             ec2 = client('ec2')\n\
             print(ec2.create_security_group(GroupName='rogue', Description='r')['GroupId'])",
        )
        .unwrap();
    let connection = emulated(&moto.endpoint()).await;
    let group = key("aws_security_group", &connection, made.trim());
    let mut data = key("aws_s3_bucket", &connection, "data");
    data.region = "eu-west-1".to_owned();
    let before = connection.read(&data).await.unwrap();
    let by_hand = async |key: &Key, approved: Option<&Attributes>| {
        let observed = connection.read(key).await.unwrap();
        let plan = plan_restore(&key.kind, &key.id, approved, observed.as_ref());
        let lines = plan.calls.iter().map(|call| command_line(key, call));
        let lines: Vec<String> = lines.map(Option::unwrap).collect();
        moto.shell(&lines.join("\n")).unwrap();
        connection.read(key).await.unwrap()
    };
    assert_eq!(by_hand(&group, None).await, None);
    assert_eq!(by_hand(&data, None).await, None);
    assert_eq!(by_hand(&data, before.as_ref()).await, before);
}

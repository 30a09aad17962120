//! The emulator counts exactly, fails on demand, and ends when told to.

use std::net::TcpStream;
use std::process::Command;
use std::time::{Duration, Instant};

use driftlock_testbed::{Fault, Moto};

#[test]
fn counts_every_call_under_the_name_of_its_api_operation() {
    let moto = Moto::start().unwrap();
    moto.boto3(
        r#"
s3 = client("s3")
s3.create_bucket(Bucket="counted")
for _ in range(3):
    s3.get_bucket_versioning(Bucket="counted")
s3.put_object(Bucket="counted", Key="a/b", Body=b"x")
client("ec2").describe_security_groups()
client("sqs").create_queue(QueueName="q")
client("lambda").list_functions()
"#,
    )
    .unwrap();
    let counts = moto.requests().unwrap();
    let counts: Vec<_> = counts
        .iter()
        .map(|(action, n)| (action.as_str(), *n))
        .collect();
    let expected = [
        ("ec2:DescribeSecurityGroups", 1),
        ("lambda:ListFunctions", 1),
        ("s3:CreateBucket", 1),
        ("s3:GetBucketVersioning", 3),
        ("s3:PutObject", 1),
        ("sqs:CreateQueue", 1),
    ];
    assert_eq!(counts, expected);
    moto.reset_counts().unwrap();
    assert!(moto.requests().unwrap().is_empty());
}

#[test]
fn faults_answer_in_the_form_of_their_protocol_and_clear() {
    let moto = Moto::start().unwrap();
    moto.deny("ec2:DescribeVpcs").unwrap();
    moto.fail(Fault::Expire, "s3:List*", None, 1).unwrap();
    moto.fail(Fault::Outage, "sqs:ListQueues", None, 0).unwrap();
    moto.throttle("iam:ListRoles", 2).unwrap();
    let printed = moto
        .boto3(
            r#"
def attempt(call):
    try:
        call()
        return "ok"
    except Exception as error:
        return error.response["Error"]["Code"]
print(attempt(client("ec2").describe_vpcs), attempt(client("ec2").describe_subnets))
print(attempt(client("s3").list_buckets), attempt(client("s3").list_buckets))
print(attempt(client("sqs").list_queues), attempt(client("iam").list_roles))
"#,
        )
        .unwrap();
    assert_eq!(
        printed,
        "UnauthorizedOperation ok\nok ExpiredToken\nInternalServerError ok\n"
    );
    assert_eq!(
        moto.requests().unwrap()["iam:ListRoles"],
        3,
        "two throttled, then one more"
    );
    moto.clear_faults().unwrap();
    moto.boto3("client('ec2').describe_vpcs()").unwrap();
}

#[test]
fn reset_empties_it() {
    let moto = Moto::start().unwrap();
    moto.boto3("client('s3').create_bucket(Bucket='gone-after')")
        .unwrap();
    moto.reset().unwrap();
    let left = moto
        .boto3("print(len(client('s3').list_buckets()['Buckets']))")
        .unwrap();
    assert_eq!(left, "0\n");
}

#[test]
fn a_failing_script_shows_its_traceback() {
    let moto = Moto::start().unwrap();
    let error = moto.boto3("raise ValueError('as told')").unwrap_err();
    assert!(error.to_string().contains("ValueError: as told"), "{error}");
}

#[test]
fn it_ends_when_dropped() {
    let moto = Moto::start().unwrap();
    let address = moto.endpoint().trim_start_matches("http://").to_owned();
    assert!(TcpStream::connect(&address).is_ok());
    drop(moto);
    assert!(TcpStream::connect(&address).is_err());
}

/// A test that is killed leaves nothing behind: the emulator sees its standard input close.
#[test]
fn it_ends_with_its_parent() {
    const CHILD: &str = "DRIFTLOCK_TESTBED_CHILD";
    if std::env::var_os(CHILD).is_some() {
        let moto = Moto::start().unwrap();
        println!("\n{}", moto.endpoint());
        std::process::abort();
    }
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["it_ends_with_its_parent", "--exact", "--nocapture"])
        .env(CHILD, "1")
        .output()
        .unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    let address = printed
        .lines()
        .find_map(|line| line.strip_prefix("http://"))
        .unwrap();
    let deadline = Instant::now() + Duration::from_secs(20);
    while TcpStream::connect(address).is_ok() {
        assert!(
            Instant::now() < deadline,
            "the emulator at {address} outlives its parent"
        );
        std::thread::sleep(Duration::from_millis(20));
    }
}

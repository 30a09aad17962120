//! The proxy records, holds and troubles requests, and the emulator's state shows what got through.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::process::Command;
use std::thread;
use std::time::Duration;

use driftlock_testbed::{Moment, Moto, Over, Proxy, Requirements, Session, Trouble, Venv, Weather};

const SOON: Duration = Duration::from_secs(60);

const CLIENTS: &str = r#"
from botocore.config import Config
def direct(service):
    return client(service)
def proxied(service, retries=0):
    config = Config(retries={"total_max_attempts": 1 + retries}, read_timeout=20)
    return client(service, endpoint_url=proxy, config=config)
def attempt(call, **kwargs):
    try:
        call(**kwargs)
        return "ok"
    except Exception as error:
        response = getattr(error, "response", None)
        return response["Error"]["Code"] if response else type(error).__name__
def status():
    return direct("s3").get_bucket_versioning(Bucket="box").get("Status", "none")
def begin():
    direct("s3").create_bucket(Bucket="box")
    suspend = {"Status": "Suspended"}
    direct("s3").put_bucket_versioning(Bucket="box", VersioningConfiguration=suspend)
"#;

/// Suspends or enables versioning through the proxy, and prints what came of it.
fn put(status: &str) -> String {
    format!(
        "print(attempt(proxied('s3').put_bucket_versioning, Bucket='box', \
         VersioningConfiguration={{'Status': '{status}'}}))"
    )
}

struct Bench {
    moto: Moto,
    proxy: Proxy,
    session: Session,
}

impl Bench {
    fn new() -> Self {
        let moto = Moto::start().unwrap();
        let proxy = Proxy::before(&moto).unwrap();
        let mut session = moto.session().unwrap();
        let names = format!("proxy = '{}'\n{CLIENTS}", proxy.endpoint());
        session.run(&names).unwrap();
        session.run("begin()").unwrap();
        Self {
            moto,
            proxy,
            session,
        }
    }

    fn run(&mut self, statements: &str) -> String {
        self.session.run(statements).unwrap().trim().to_owned()
    }

    /// All of what passes gets this trouble.
    fn trouble(&self, trouble: Trouble) {
        self.proxy.weather([Weather {
            seed: 1,
            percent: 100,
            troubles: vec![trouble],
            over: Over::Everything,
        }]);
    }
}

#[test]
fn every_request_is_on_record_by_number_action_and_target() {
    let mut bench = Bench::new();
    bench.run(&put("Enabled"));
    bench.run("proxied('s3').get_bucket_versioning(Bucket='box')");
    bench.run("proxied('s3').put_object(Bucket='box', Key='k/l', Body=b'x')");
    bench.run("proxied('ec2').describe_security_groups()");
    let record = bench.proxy.requests();
    let seen: Vec<_> = record
        .iter()
        .map(|r| {
            (
                r.number,
                r.action.as_str(),
                r.target.as_str(),
                r.write,
                r.status,
            )
        })
        .collect();
    let expected = [
        (1, "s3:PutBucketVersioning", "box", true, Some(200)),
        (2, "s3:GetBucketVersioning", "box", false, Some(200)),
        (3, "s3:PutObject", "box/k/l", true, Some(200)),
        (4, "ec2:DescribeSecurityGroups", "", false, Some(200)),
    ];
    assert_eq!(seen, expected);
    let counted = bench.moto.requests().unwrap();
    for request in record {
        assert!(counted.contains_key(&request.action), "{}", request.action);
    }
    bench.proxy.clear();
    assert!(bench.proxy.requests().is_empty());
}

#[test]
fn a_request_is_held_before_it_is_done_or_before_it_is_answered() {
    let mut bench = Bench::new();
    for (moment, done) in [
        (Moment::BeforeForwarding, "Suspended"),
        (Moment::BeforeAnswering, "Enabled"),
    ] {
        for release in [true, false] {
            bench.run("begin()");
            let hold = bench.proxy.hold(moment, |request| request.write);
            let mut other = bench.moto.session().unwrap();
            other
                .run(&format!("proxy = '{}'\n{CLIENTS}", bench.proxy.endpoint()))
                .unwrap();
            let client = thread::spawn(move || other.run(&put("Enabled")).unwrap());
            let held = hold.wait(SOON).unwrap();
            assert_eq!(held.action, "s3:PutBucketVersioning");
            assert_eq!(bench.run("print(status())"), done);
            if release {
                hold.release()
            } else {
                hold.discard()
            }
            let said = client.join().unwrap();
            let said = said.trim();
            let after = bench.run("print(status())");
            if release {
                assert_eq!((said, after.as_str()), ("ok", "Enabled"));
            } else {
                assert_eq!((said, after.as_str()), ("ConnectionClosedError", done));
            }
        }
    }
}

#[test]
fn what_a_killed_process_had_sent_can_arrive_late() {
    let mut bench = Bench::new();
    let hold = bench.proxy.hold(Moment::BeforeForwarding, |r| r.write);
    let python = Venv::ensure(Requirements::Emulator).unwrap().python();
    let script = format!(
        "from boto3 import client\nproxy = '{}'\n{CLIENTS}\n{}",
        bench.proxy.endpoint(),
        put("Enabled")
    );
    let mut child = Command::new(python)
        .args(["-c", &script])
        .envs(bench.moto.env())
        .spawn()
        .unwrap();
    hold.wait(SOON).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    hold.overtake();
    assert_eq!(bench.run(&put("Suspended")), "ok");
    assert_eq!(bench.run("print(status())"), "Suspended");
    hold.release();
    while bench
        .proxy
        .requests()
        .iter()
        .any(|request| request.status.is_none())
    {
        thread::yield_now();
    }
    assert_eq!(bench.run("print(status())"), "Enabled");
}

#[test]
fn each_trouble_is_what_it_is_called() {
    let mut bench = Bench::new();
    for (trouble, said, done) in [
        (Trouble::Throttle, "SlowDown", "Suspended"),
        (Trouble::Outage, "InternalError", "Suspended"),
        (Trouble::Deny, "AccessDenied", "Suspended"),
        (Trouble::Lost, "ConnectionClosedError", "Suspended"),
        (Trouble::Silence, "ConnectionClosedError", "Suspended"),
        (Trouble::AnswerLost, "ConnectionClosedError", "Enabled"),
        (Trouble::Slow, "ok", "Enabled"),
    ] {
        bench.run("begin()");
        bench.proxy.clear();
        bench.trouble(trouble);
        assert_eq!(bench.run(&put("Enabled")), said, "{trouble:?}");
        assert_eq!(bench.run("print(status())"), done, "{trouble:?}");
        let record = bench.proxy.requests();
        let request = record.first().unwrap();
        assert_eq!(request.trouble, Some(trouble));
        assert_eq!(request.may_have_changed(), done == "Enabled", "{request:?}");
        bench.proxy.calm();
        assert_eq!(bench.run(&put("Enabled")), "ok");
    }
}

#[test]
fn answers_are_cut_short_and_reads_answer_with_the_past() {
    let mut bench = Bench::new();
    let read = "print(proxied('s3').get_bucket_versioning(Bucket='box').get('Status', 'none'))";
    bench.trouble(Trouble::Stale);
    assert_eq!(bench.run(read), "Suspended");
    assert_eq!(bench.run(&put("Enabled")), "ok");
    assert_eq!(bench.run(read), "Suspended");
    bench.proxy.calm();
    assert_eq!(bench.run(read), "Enabled");
    bench.trouble(Trouble::Truncated);
    let cut = "print(attempt(proxied('s3').get_bucket_versioning, Bucket='box'))";
    let said = bench.run(cut);
    assert!(said != "ok" && !said.is_empty(), "{said}");
}

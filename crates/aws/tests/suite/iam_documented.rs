//! IAM as AWS documents it and the emulator does not do it; and whole objects of IAM.

use std::collections::BTreeMap;

use driftlock_aws::{Connection, is_global, normalise, plan_restore};
use driftlock_core::{Attributes, Key};
use driftlock_testbed::Moto;
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::fake::{Fake, query, xml};
use crate::{emulated, scope, sweep};

type Parameters = BTreeMap<String, String>;

/// `{"Version":"2012-10-17","Statement":[]}` and a text in it that looks encoded, as IAM sends it.
const DOCUMENT: &str = "%7B%22Version%22%3A%222012-10-17%22%2C%22Id%22%3A%22a%2Bb%20c%2520d%22%2C%22Statement%22%3A%5B%5D%7D";
const DECODED: &str = r#"{"Id":"a+b c%20d","Statement":[],"Version":"2012-10-17"}"#;
const DATE: &str = "<CreateDate>2020-01-01T00:00:00Z</CreateDate>";
const LIMIT: &str = "<PermissionsBoundary><PermissionsBoundaryType>Policy</PermissionsBoundaryType>\
     <PermissionsBoundaryArn>arn:aws:iam::aws:policy/ReadOnlyAccess</PermissionsBoundaryArn>\
     </PermissionsBoundary>";
const TAGS: &str = "<Tags><member><Key>a</Key><Value></Value></member></Tags>";
const ATTACHED: [&str; 2] = [
    "<member><PolicyName>A</PolicyName><PolicyArn>arn:aws:iam::aws:policy/A</PolicyArn></member>",
    "<member><PolicyName>B</PolicyName><PolicyArn>arn:aws:iam::aws:policy/B</PolicyArn></member>",
];

/// Of two pages the one that is asked for; the second by the marker that the first one gave.
fn page(
    operation: &str,
    parameters: &Parameters,
    list: &str,
    pages: [&str; 2],
) -> ResponseTemplate {
    let first = !parameters.contains_key("Marker");
    let page = pages[usize::from(!first)];
    let more = if first {
        "<IsTruncated>true</IsTruncated><Marker>to/2+=</Marker>"
    } else {
        assert_eq!(parameters["Marker"], "to/2+=");
        "<IsTruncated>false</IsTruncated>"
    };
    query(operation, &format!("<{list}>{page}</{list}>{more}"))
}

fn missing(name: &str) -> ResponseTemplate {
    xml(
        404,
        &format!(
            "<ErrorResponse><Error><Type>Sender</Type><Code>NoSuchEntity</Code><Message>{name} cannot \
             be found.</Message></Error><RequestId>r</RequestId></ErrorResponse>"
        ),
    )
}

/// Name, path and ARN of a role, a user or a group, and what its type requires.
fn named(kind: &str, path: &str, name: &str) -> String {
    format!(
        "<{kind}Name>{name}</{kind}Name><{kind}Id>X</{kind}Id><Path>{path}</Path>{DATE}\
         <Arn>arn:aws:iam::123456789012:{}{path}{name}</Arn>",
        kind.to_lowercase()
    )
}

fn role(path: &str, name: &str) -> String {
    format!(
        "{}<AssumeRolePolicyDocument>{DOCUMENT}</AssumeRolePolicyDocument><Description>d</Description>\
         <MaxSessionDuration>7200</MaxSessionDuration>",
        named("Role", path, name)
    )
}

/// What the account's authorization details say of one of them.
fn detail(kind: &str, name: &str) -> String {
    let [a, b] = ATTACHED;
    let more = match kind {
        "Group" => String::new(),
        "User" => {
            format!("{LIMIT}{TAGS}<GroupList><member>g1</member><member>g2</member></GroupList>")
        }
        _ => format!("{LIMIT}{TAGS}"),
    };
    format!(
        "<member>{}{more}<AttachedManagedPolicies>{a}{b}</AttachedManagedPolicies><{kind}PolicyList>\
         <member><PolicyName>i</PolicyName><PolicyDocument>{DOCUMENT}</PolicyDocument></member>\
         <member><PolicyName>j</PolicyName><PolicyDocument>{DOCUMENT}</PolicyDocument></member>\
         </{kind}PolicyList></member>",
        named(kind, "/p/", name)
    )
}

fn policy_detail(name: &str) -> String {
    format!(
        "<member><PolicyName>{name}</PolicyName><Arn>arn:aws:iam::123456789012:policy/{name}</Arn>\
         <Path>/</Path><DefaultVersionId>v2</DefaultVersionId><PolicyVersionList><member>\
         <Document>no</Document><VersionId>v1</VersionId><IsDefaultVersion>false</IsDefaultVersion>\
         </member><member><Document>{DOCUMENT}</Document><VersionId>v2</VersionId>\
         <IsDefaultVersion>true</IsDefaultVersion></member></PolicyVersionList></member>"
    )
}

fn details(parameters: &Parameters) -> ResponseTemplate {
    assert_eq!(parameters["MaxItems"], "1000");
    let operation = "GetAccountAuthorizationDetails";
    let two = |kind: &str| [detail(kind, "one"), detail(kind, "two")];
    let (list, [first, second]) = match parameters["Filter.member.1"].as_str() {
        "Role" => ("RoleDetailList", two("Role")),
        "User" => ("UserDetailList", two("User")),
        "Group" => ("GroupDetailList", two("Group")),
        "LocalManagedPolicy" => ("Policies", [policy_detail("one"), policy_detail("two")]),
        other => panic!("{other}"),
    };
    page(operation, parameters, list, [&first, &second])
}

fn keys(parameters: &Parameters) -> ResponseTemplate {
    let key = |id: &str, status: &str| {
        let user = &parameters["UserName"];
        format!(
            "<member><UserName>{user}</UserName><AccessKeyId>{id}</AccessKeyId>\
             <Status>{status}</Status>{DATE}</member>"
        )
    };
    let (first, second) = (key("AKIA1", "Active"), key("AKIA2", "Inactive"));
    let list = "AccessKeyMetadata";
    page("ListAccessKeys", parameters, list, [&first, &second])
}

/// An account with two of each, in two pages of each listing.
fn account(operation: &str, parameters: &Parameters) -> ResponseTemplate {
    let of = |list: &str, pages: [&str; 2]| page(operation, parameters, list, pages);
    match operation {
        "GetAccountAuthorizationDetails" => details(parameters),
        "ListRoles" => {
            let member = |path: &str, name: &str| format!("<member>{}</member>", role(path, name));
            let of_aws = member("/aws-service-role/x.amazonaws.com/", "AWSServiceRoleForX")
                + &member("/aws-reserved/sso.amazonaws.com/", "AWSReservedSSO_X");
            let first = member("/p/", "one") + &of_aws;
            of("Roles", [&first, &member("/p/", "two")])
        }
        "GetRole" => {
            let role = role("/p/", &parameters["RoleName"]);
            query(operation, &format!("<Role>{role}{LIMIT}{TAGS}</Role>"))
        }
        "GetUser" => {
            let user = named("User", "/p/", &parameters["UserName"]);
            query(operation, &format!("<User>{user}{LIMIT}{TAGS}</User>"))
        }
        "GetGroup" => {
            assert_eq!(parameters["MaxItems"], "1");
            let group = named("Group", "/p/", &parameters["GroupName"]);
            let user = named("User", "/", "member");
            let rest = format!("<Group>{group}</Group><Users><member>{user}</member></Users>");
            query(
                operation,
                &format!("{rest}<IsTruncated>true</IsTruncated><Marker>m</Marker>"),
            )
        }
        "ListRolePolicies" | "ListUserPolicies" | "ListGroupPolicies" => {
            of("PolicyNames", ["<member>i</member>", "<member>j</member>"])
        }
        "ListAttachedRolePolicies" | "ListAttachedUserPolicies" | "ListAttachedGroupPolicies" => {
            of("AttachedPolicies", ATTACHED)
        }
        "GetRolePolicy" | "GetUserPolicy" | "GetGroupPolicy" => {
            let kind = operation
                .trim_start_matches("Get")
                .trim_end_matches("Policy");
            let (owner, name) = (
                &parameters[&format!("{kind}Name")],
                &parameters["PolicyName"],
            );
            let rest = format!("<{kind}Name>{owner}</{kind}Name><PolicyName>{name}</PolicyName>");
            query(
                operation,
                &format!("{rest}<PolicyDocument>{DOCUMENT}</PolicyDocument>"),
            )
        }
        "ListGroupsForUser" => {
            let group = |name: &str| format!("<member>{}</member>", named("Group", "/", name));
            of("Groups", [&group("g1"), &group("g2")])
        }
        "ListAccessKeys" => keys(parameters),
        "GetPolicy" => {
            let arn = &parameters["PolicyArn"];
            let name = arn.rsplit('/').next().unwrap();
            query(
                operation,
                &format!(
                    "<Policy><PolicyName>{name}</PolicyName><Arn>{arn}</Arn><Path>/</Path>\
                     <DefaultVersionId>v2</DefaultVersionId><Description>d</Description>{TAGS}</Policy>"
                ),
            )
        }
        "GetPolicyVersion" => {
            assert_eq!(parameters["VersionId"], "v2");
            let version = format!("<Document>{DOCUMENT}</Document><VersionId>v2</VersionId>");
            query(
                operation,
                &format!("<PolicyVersion>{version}</PolicyVersion>"),
            )
        }
        "ListInstanceProfiles" => {
            let profile = |name: &str| format!("<member>{}</member>", profile(name, ""));
            of("InstanceProfiles", [&profile("one"), &profile("two")])
        }
        "GetInstanceProfile" => {
            let profile = profile(&parameters["InstanceProfileName"], TAGS);
            query(
                operation,
                &format!("<InstanceProfile>{profile}</InstanceProfile>"),
            )
        }
        other => panic!("{other}"),
    }
}

fn profile(name: &str, tags: &str) -> String {
    let role = role("/", "web");
    format!(
        "<InstanceProfileName>{name}</InstanceProfileName><InstanceProfileId>X</InstanceProfileId>\
         <Path>/</Path><Arn>arn:aws:iam::123456789012:instance-profile/{name}</Arn>{DATE}{tags}\
         <Roles><member>{role}</member></Roles>"
    )
}

fn key(kind: &str, id: &str) -> Key {
    assert!(is_global(kind));
    Key {
        kind: kind.to_owned(),
        region: Key::GLOBAL.to_owned(),
        id: id.to_owned(),
        account: None,
    }
}

/// Two of the type are found, by exactly these calls; each read alone is the same. Answers the first.
async fn check_found(kind: &str, first: &str, expected: &[&str]) -> Attributes {
    let fake = Fake::start(account).await;
    let connection = fake.connect().await;
    let found = sweep(&connection, &scope(&[kind], &[])).await;
    assert_eq!(found.unreadable, []);
    let mut asked = fake.asked();
    asked.sort();
    assert_eq!(asked, expected, "{kind}");
    assert_eq!(found.resources.len(), 2, "{kind}");
    for resource in &found.resources {
        let alone = connection.read(&resource.key).await.unwrap();
        assert_eq!(alone, resource.attributes, "{kind}");
    }
    let mut resources = found.resources.into_iter();
    let found = resources.find(|resource| resource.key.id == first);
    found.unwrap().attributes.unwrap()
}

#[tokio::test]
async fn roles_are_read_by_two_listings_and_those_of_aws_left_out() {
    let calls = [
        "GetAccountAuthorizationDetails",
        "GetAccountAuthorizationDetails",
        "ListRoles",
        "ListRoles",
    ];
    let role = check_found("aws_iam_role", "one", &calls).await;
    assert_eq!(role["assume_role_policy"], DECODED);
    assert_eq!(role["max_session_duration"], 7200);
    assert_eq!(
        role["inline_policy"][1],
        json!({"name": "j", "policy": DECODED})
    );
    assert_eq!(role["managed_policy_arns"][1], "arn:aws:iam::aws:policy/B");
    assert_eq!(
        role["permissions_boundary"],
        "arn:aws:iam::aws:policy/ReadOnlyAccess"
    );
    assert_eq!(role["tags"], json!({"a": ""}));
}

#[tokio::test]
async fn users_are_read_by_one_listing_and_their_keys() {
    let calls = [
        "GetAccountAuthorizationDetails",
        "GetAccountAuthorizationDetails",
        "ListAccessKeys",
        "ListAccessKeys",
        "ListAccessKeys",
        "ListAccessKeys",
    ];
    let user = check_found("aws_iam_user", "two", &calls).await;
    assert_eq!(user["groups"], json!(["g1", "g2"]));
    let off = json!({"access_key_id": "AKIA2", "status": "Inactive"});
    assert_eq!(user["access_keys"][1], off);
    assert_eq!(
        user["permissions_boundary"],
        "arn:aws:iam::aws:policy/ReadOnlyAccess"
    );
}

#[tokio::test]
async fn groups_are_read_by_one_listing() {
    let calls = ["GetAccountAuthorizationDetails"; 2];
    let group = check_found("aws_iam_group", "one", &calls).await;
    assert_eq!(group["inline_policy"][0]["policy"], DECODED);
    assert!(!group.contains_key("tags"));
}

#[tokio::test]
async fn policies_are_read_by_one_listing_and_once_each() {
    let calls = [
        "GetAccountAuthorizationDetails",
        "GetAccountAuthorizationDetails",
        "GetPolicy",
        "GetPolicy",
    ];
    let arn = "arn:aws:iam::123456789012:policy/one";
    let policy = check_found("aws_iam_policy", arn, &calls).await;
    assert_eq!(policy["policy"], DECODED);
    assert_eq!(policy["description"], "d");
}

#[tokio::test]
async fn instance_profiles_are_listed_without_tags_and_read_with_them() {
    let calls = [
        "GetInstanceProfile",
        "GetInstanceProfile",
        "ListInstanceProfiles",
        "ListInstanceProfiles",
    ];
    let profile = check_found("aws_iam_instance_profile", "one", &calls).await;
    assert_eq!(profile["role"], "web");
    assert_eq!(profile["tags"], json!({"a": ""}));
}

fn nothing_there(operation: &str, _: &Parameters) -> ResponseTemplate {
    missing(operation)
}

#[tokio::test]
async fn what_iam_does_not_know_is_absent() {
    let fake = Fake::start(nothing_there).await;
    let connection = fake.connect().await;
    for kind in driftlock_aws::supported_types() {
        if kind.starts_with("aws_iam_") {
            let read = connection.read(&key(kind, "x")).await.unwrap();
            assert_eq!(read, None, "{kind}");
        }
    }
}

/// Only what is always there, as `GetAccountPasswordPolicy` documents it.
fn a_bare_password_policy(operation: &str, _: &Parameters) -> ResponseTemplate {
    query(
        operation,
        "<PasswordPolicy><MinimumPasswordLength>8</MinimumPasswordLength>\
         <RequireSymbols>false</RequireSymbols><ExpirePasswords>false</ExpirePasswords>\
         </PasswordPolicy>",
    )
}

#[tokio::test]
async fn a_password_policy_has_the_defaults_that_aws_documents() {
    let fake = Fake::start(a_bare_password_policy).await;
    let connection = fake.connect().await;
    let key = key("aws_iam_account_password_policy", "123456789012");
    let policy = connection.read(&key).await.unwrap().unwrap();
    assert_eq!(policy["minimum_password_length"], 8);
    assert_eq!(policy["max_password_age"], 0);
    assert_eq!(policy["password_reuse_prevention"], 0);
    assert_eq!(policy["hard_expiry"], false);
    assert_eq!(policy["allow_users_to_change_password"], false);
    let plan = plan_restore(&key.kind, &key.id, None, Some(&policy));
    connection.execute(&key, &plan.calls[0]).await.unwrap();
    let asked = fake.asked();
    assert_eq!(asked.last().unwrap(), "DeleteAccountPasswordPolicy");
}

fn accepted(operation: &str, _: &Parameters) -> ResponseTemplate {
    query(operation, "")
}

/// Calls that the emulator does not know, with all of their parameters.
#[tokio::test]
async fn limits_and_paths_are_put_back() {
    let check = async |kind: &str, approved: Value, observed: Value, expected: &[(&str, &str)]| {
        let fake = Fake::start(accepted).await;
        let connection = fake.connect().await;
        let form = |value: Value| normalise(kind, value.as_object().unwrap().clone());
        let (approved, observed) = (form(approved), form(observed));
        let plan = plan_restore(kind, "x", Some(&approved), Some(&observed));
        assert_eq!(plan.calls.len(), 1);
        connection
            .execute(&key(kind, "x"), &plan.calls[0])
            .await
            .unwrap();
        let asked = fake.requests().remove(0);
        for (name, value) in expected {
            let found = match *name {
                "Action" => Some(&asked.operation),
                name => asked.parameters.get(name),
            };
            assert_eq!(found.map(String::as_str), Some(*value), "{name}");
        }
    };
    let limited = || json!({"id": "x", "permissions_boundary": "arn:limit"});
    let free = || json!({"id": "x"});
    let put = [
        ("Action", "PutUserPermissionsBoundary"),
        ("UserName", "x"),
        ("PermissionsBoundary", "arn:limit"),
    ];
    check("aws_iam_user", limited(), free(), &put).await;
    let delete = [
        ("Action", "DeleteUserPermissionsBoundary"),
        ("UserName", "x"),
    ];
    check("aws_iam_user", free(), limited(), &delete).await;
    let path = |path: &str| json!({"id": "x", "path": path});
    let moved = [
        ("Action", "UpdateGroup"),
        ("GroupName", "x"),
        ("NewPath", "/a/"),
    ];
    check("aws_iam_group", path("/a/"), path("/b/"), &moved).await;
}

const ROLE: &str = r#"
import json
iam = client("iam")
def document(action):
    return json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": action, "Resource": "*"}]})
def trust():
    return json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "ec2.amazonaws.com"}}]})
tags = [{"Key": "a b", "Value": "c"}]
arn = "arn:aws:iam::123456789012:policy/p/x"
"#;

const MAKE: &str = r#"
iam.create_policy(PolicyName="x", Path="/p/", PolicyDocument=document("s3:*"), Description="d", Tags=tags)
iam.create_group(GroupName="x", Path="/p/")
iam.attach_group_policy(GroupName="x", PolicyArn=arn)
iam.put_group_policy(GroupName="x", PolicyName="i", PolicyDocument=document("sqs:*"))
iam.create_role(RoleName="x", Path="/p/", AssumeRolePolicyDocument=trust(), Description="d",
    MaxSessionDuration=7200, PermissionsBoundary=arn, Tags=tags)
iam.attach_role_policy(RoleName="x", PolicyArn=arn)
iam.put_role_policy(RoleName="x", PolicyName="i", PolicyDocument=document("sqs:*"))
iam.create_user(UserName="x", Path="/p/", Tags=tags)
iam.attach_user_policy(UserName="x", PolicyArn=arn)
iam.put_user_policy(UserName="x", PolicyName="i", PolicyDocument=document("sqs:*"))
iam.add_user_to_group(UserName="x", GroupName="x")
iam.create_instance_profile(InstanceProfileName="x", Path="/p/", Tags=tags)
iam.add_role_to_instance_profile(InstanceProfileName="x", RoleName="x")
"#;

const DESTROY: &str = r#"
iam.remove_role_from_instance_profile(InstanceProfileName="x", RoleName="x")
iam.delete_instance_profile(InstanceProfileName="x")
iam.detach_role_policy(RoleName="x", PolicyArn=arn)
iam.delete_role_policy(RoleName="x", PolicyName="i")
iam.delete_role(RoleName="x")
iam.remove_user_from_group(UserName="x", GroupName="x")
iam.detach_user_policy(UserName="x", PolicyArn=arn)
iam.delete_user_policy(UserName="x", PolicyName="i")
iam.delete_user(UserName="x")
iam.detach_group_policy(GroupName="x", PolicyArn=arn)
iam.delete_group_policy(GroupName="x", PolicyName="i")
iam.delete_group(GroupName="x")
iam.delete_policy(PolicyArn=arn)
"#;

#[tokio::test]
async fn what_is_gone_is_made_anew_in_the_order_of_ranks() {
    let moto = Moto::start().unwrap();
    moto.boto3(&format!("{ROLE}{MAKE}")).unwrap();
    let connection = emulated(&moto.endpoint()).await;
    let arn = "arn:aws:iam::123456789012:policy/p/x";
    let mut keys = [
        key("aws_iam_instance_profile", "x"),
        key("aws_iam_user", "x"),
        key("aws_iam_role", "x"),
        key("aws_iam_group", "x"),
        key("aws_iam_policy", arn),
    ];
    keys.sort_by_key(|key| driftlock_aws::restore_rank(&key.kind));
    let mut before = Vec::new();
    for key in &keys {
        before.push(connection.read(key).await.unwrap().unwrap());
    }
    moto.boto3(&format!("{ROLE}{DESTROY}")).unwrap();
    for (key, approved) in keys.iter().zip(&before) {
        assert_eq!(connection.read(key).await.unwrap(), None, "{key}");
        let plan = plan_restore(&key.kind, &key.id, Some(approved), None);
        for call in &plan.calls {
            crate::check_declared(&key.kind, &call.action);
            connection.execute(key, call).await.unwrap();
        }
        let after = connection.read(key).await.unwrap();
        assert_eq!(after.as_ref(), Some(approved), "{key}");
    }
}

/// What the policy is restored with; `statements` have brought it where it is.
async fn check_versions(statements: &str, expected: &[(&str, u64)], left: &str) {
    let moto = Moto::start().unwrap();
    let made = r#"
iam.create_policy(PolicyName="x", Path="/p/", PolicyDocument=document("s3:Get*"))
"#;
    moto.boto3(&format!("{ROLE}{made}")).unwrap();
    let connection: Connection = emulated(&moto.endpoint()).await;
    let key = key("aws_iam_policy", "arn:aws:iam::123456789012:policy/p/x");
    let approved = connection.read(&key).await.unwrap();
    moto.boto3(&format!("{ROLE}{statements}")).unwrap();
    let observed = connection.read(&key).await.unwrap();
    let plan = plan_restore(&key.kind, &key.id, approved.as_ref(), observed.as_ref());
    moto.reset_counts().unwrap();
    for call in &plan.calls {
        connection.execute(&key, call).await.unwrap();
    }
    let expected: BTreeMap<String, u64> = expected
        .iter()
        .map(|(operation, count)| (format!("iam:{operation}"), *count))
        .collect();
    assert_eq!(moto.requests().unwrap(), expected);
    assert_eq!(connection.read(&key).await.unwrap(), approved);
    let versions = r#"
versions = iam.list_policy_versions(PolicyArn=arn)["Versions"]
print(" ".join(sorted(version["VersionId"] for version in versions)))"#;
    let versions = moto.boto3(&format!("{ROLE}{versions}")).unwrap();
    assert_eq!(versions.trim(), left);
}

#[tokio::test]
async fn of_five_versions_the_oldest_makes_room() {
    check_versions(
        r#"
for n in range(5):
    if n == 4:
        iam.delete_policy_version(PolicyArn=arn, VersionId="v1")
    iam.create_policy_version(PolicyArn=arn, SetAsDefault=True, PolicyDocument=document(f"s3:{n}*"))
iam.set_default_policy_version(PolicyArn=arn, VersionId="v2")"#,
        &[
            ("CreatePolicyVersion", 1),
            ("DeletePolicyVersion", 1),
            ("GetPolicyVersion", 4),
            ("ListPolicyVersions", 1),
        ],
        "v2 v4 v5 v6 v7",
    )
    .await;
}

#[tokio::test]
async fn a_version_that_says_the_same_is_the_default_again() {
    check_versions(
        r#"
iam.create_policy_version(PolicyArn=arn, SetAsDefault=True, PolicyDocument=document("*"))"#,
        &[
            ("GetPolicyVersion", 1),
            ("ListPolicyVersions", 1),
            ("SetDefaultPolicyVersion", 1),
        ],
        "v1 v2",
    )
    .await;
}

//! What ECR and CloudTrail document and the emulator does not do.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::fake::{self, Fake};
use crate::{scope, sweep};

const ECR: &[&str] = &[
    "aws_ecr_lifecycle_policy",
    "aws_ecr_repository",
    "aws_ecr_repository_policy",
];

type Parameters = BTreeMap<String, String>;

/// Two pages; one repository is deleted between listing and reading, one has neither policy.
fn repositories(operation: &str, parameters: &Parameters) -> ResponseTemplate {
    let gone = parameters.values().any(|value| value.contains("gone"));
    let repository = |name: &str| {
        json!({
            "repositoryName": name,
            "repositoryArn": format!("arn:aws:ecr:us-east-1:123456789012:repository/{name}"),
            "registryId": "123456789012",
            "repositoryUri": format!("123456789012.dkr.ecr.us-east-1.amazonaws.com/{name}"),
            "imageTagMutability": "MUTABLE",
        })
    };
    match operation {
        _ if gone => fake::json_error(400, "RepositoryNotFoundException", "does not exist"),
        "DescribeRepositories" if parameters.contains_key("repositoryNames") => {
            fake::json(200, &json!({"repositories": [repository("team/app")]}))
        }
        "DescribeRepositories" => {
            assert_eq!(parameters["maxResults"], "1000");
            let page = match parameters.get("nextToken") {
                None => json!({"repositories": [repository("gone")], "nextToken": "2"}),
                Some(_) => json!({"repositories": [repository("team/app")]}),
            };
            fake::json(200, &page)
        }
        "ListTagsForResource" => {
            let arn = "arn:aws:ecr:us-east-1:123456789012:repository/team/app";
            assert_eq!(parameters["resourceArn"], arn);
            fake::json(200, &json!({"tags": [{"Key": "aws:a", "Value": "1"}]}))
        }
        "GetRepositoryPolicy" => fake::json_error(400, "RepositoryPolicyNotFoundException", "none"),
        "GetLifecyclePolicy" => fake::json_error(400, "LifecyclePolicyNotFoundException", "none"),
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn repositories_are_read_a_thousand_at_a_time_and_settings_may_be_absent() {
    let fake = Fake::start(repositories).await;
    let connection = fake.connect().await;
    let found = sweep(&connection, &scope(ECR, &[])).await;
    assert_eq!(found.unreadable, []);
    let repository = found
        .resources
        .iter()
        .find(|resource| resource.key.kind == "aws_ecr_repository")
        .unwrap();
    let attributes = repository.attributes.as_ref().unwrap();
    assert_eq!(repository.key.id, "team/app");
    assert_eq!(attributes["tags"], json!({}));
    let encryption = json!([{"encryption_type": "AES256"}]);
    assert_eq!(attributes["encryption_configuration"], encryption);
    let unscanned = json!([{"scan_on_push": false}]);
    assert_eq!(attributes["image_scanning_configuration"], unscanned);
    let settings = found
        .resources
        .iter()
        .filter(|resource| resource.key.id == "team/app" && resource.parent.is_some());
    let absent: Vec<_> = settings.map(|resource| &resource.attributes).collect();
    assert_eq!(absent, [&None, &None]);
}

const OWN: &str = "arn:aws:cloudtrail:us-east-1:123456789012:trail/own";

/// The trail of this region, and that of an organisation, which another account keeps.
fn trails(operation: &str, parameters: &Parameters) -> ResponseTemplate {
    let trail = |arn: &str| json!({"TrailARN": arn, "Name": "t", "S3BucketName": "b"});
    let answer = match operation {
        "DescribeTrails" => {
            assert_eq!(parameters["includeShadowTrails"], "false");
            let far = "arn:aws:cloudtrail:us-east-1:210987654321:trail/all";
            json!({"trailList": [trail(far), trail(OWN)]})
        }
        "GetTrailStatus" => json!({"IsLogging": true}),
        "GetEventSelectors" => json!({"TrailARN": OWN, "EventSelectors": [{
            "ReadWriteType": "All", "IncludeManagementEvents": true, "DataResources": [],
            "ExcludeManagementEventSources": [],
        }]}),
        "GetInsightSelectors" => {
            return fake::json_error(400, "InsightNotEnabledException", "not enabled");
        }
        "ListTags" => json!({"ResourceTagList": [{"ResourceId": OWN, "TagsList": []}]}),
        other => panic!("{other}"),
    };
    fake::json(200, &answer)
}

#[tokio::test]
async fn a_trail_is_read_where_it_is_and_was_never_told_what_to_record() {
    let fake = Fake::start(trails).await;
    let connection = fake.connect().await;
    let found = sweep(&connection, &scope(&["aws_cloudtrail"], &[])).await;
    assert_eq!(found.unreadable, []);
    let ids: Vec<_> = found.resources.iter().map(|r| &r.key.id).collect();
    assert_eq!(ids, [OWN]);
    let expected = json!({
        "id": OWN, "arn": OWN, "name": "t", "s3_bucket_name": "b", "tags": {},
        "enable_logging": true, "enable_log_file_validation": false,
        "include_global_service_events": true, "is_multi_region_trail": false,
        "is_organization_trail": false,
    });
    let attributes = found.resources[0].attributes.clone().unwrap();
    assert_eq!(Value::Object(attributes), expected);
}

//! What API Gateway documents and the emulator does not do.

use std::collections::BTreeMap;

use driftlock_core::Key;
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::fake::{Fake, json as answer};
use crate::{scope, sweep};

type Parameters = BTreeMap<String, String>;

const KIND: &str = "aws_api_gateway_rest_api";

/// As AWS answers it: with the quotation marks of the policy escaped, and slashes too.
fn full() -> Value {
    json!({"id": "full", "name": "f", "createdDate": 1_700_000_000, "apiKeySource": "HEADER",
        "policy": r#"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"execute-api:Invoke\",\"Resource\":\"arn:aws:execute-api:us-east-1:123456789012:full\/*\"}]}"#,
        "binaryMediaTypes": ["image/png", "application/pdf"], "minimumCompressionSize": 0,
        "endpointConfiguration": {"types": ["PRIVATE"], "vpcEndpointIds": ["vpce-2", "vpce-1"],
            "ipAddressType": "dualstack"},
        "tags": {"a": "", "aws:x": "y"}, "disableExecuteApiEndpoint": false, "rootResourceId": "r"})
}

fn documented(operation: &str, parameters: &Parameters) -> ResponseTemplate {
    assert_eq!(operation.split(' ').next(), Some("GET"), "{operation}");
    match parameters["Bucket"].as_str() {
        "restapis" => {
            assert_eq!(parameters["limit"], "500");
            let plain = json!({"id": "plain", "name": "p", "rootResourceId": "r",
                "endpointConfiguration": {"types": ["EDGE"], "ipAddressType": "ipv4"}});
            match parameters.get("position").map(String::as_str) {
                None => answer(200, &json!({"item": [plain], "position": "2+/="})),
                Some("2+/=") => answer(200, &json!({"item": [full()]})),
                Some(other) => panic!("{other}"),
            }
        }
        "restapis/full" => answer(200, &full()),
        _ => answer(404, &json!({"message": "Invalid API identifier specified"}))
            .insert_header("x-amzn-errortype", "NotFoundException"),
    }
}

fn key(id: &str) -> Key {
    Key {
        kind: KIND.to_owned(),
        region: "us-east-1".to_owned(),
        id: id.to_owned(),
        account: None,
    }
}

#[tokio::test]
async fn apis_are_listed_page_by_page_and_as_terraform_has_them() {
    let fake = Fake::start(documented).await;
    let connection = fake.connect().await;
    let found = sweep(&connection, &scope(&[KIND], &[])).await;
    assert_eq!(found.unreadable, []);
    assert_eq!(fake.asked().len(), 2);
    let state = json!({"id": "full", "name": "f", "api_key_source": "HEADER", "body": null,
        "arn": "arn:aws:apigateway:us-east-1::/restapis/full", "created_date": "2023-11-14T22:13:20Z",
        "execution_arn": "arn:aws:execute-api:us-east-1:123456789012:full", "description": "",
        "binary_media_types": ["image/png", "application/pdf"], "minimum_compression_size": "0",
        "endpoint_configuration": [{"types": ["PRIVATE"], "ip_address_type": "dualstack",
            "vpc_endpoint_ids": ["vpce-1", "vpce-2"]}], "disable_execute_api_endpoint": false,
        "policy": r#"{"Statement":[{"Action":"execute-api:Invoke","Effect":"Allow","Principal":"*","Resource":"arn:aws:execute-api:us-east-1:123456789012:full/*"}],"Version":"2012-10-17"}"#,
        "root_resource_id": "r", "tags": {"a": ""}, "tags_all": {"a": ""}});
    let state = driftlock_aws::normalise(KIND, state.as_object().unwrap().clone());
    let of_sweep = |id: &str| {
        let found = found.resources.iter().find(|r| r.key.id == id);
        found.and_then(|found| found.attributes.clone())
    };
    assert_eq!(of_sweep("full"), Some(state.clone()));
    let read = connection.read(&key("full")).await.unwrap();
    assert_eq!(read, Some(state));
    let plain = of_sweep("plain").unwrap();
    assert_eq!(plain.get("minimum_compression_size"), None);
    assert_eq!(plain["api_key_source"], "HEADER");
    assert_eq!(connection.read(&key("nobody")).await.unwrap(), None);
}

fn accepts(_: &str, _: &Parameters) -> ResponseTemplate {
    answer(200, &json!({}))
}

#[tokio::test]
async fn an_api_is_sent_as_the_api_takes_it() {
    let fake = Fake::start(accepts).await;
    let connection = fake.connect().await;
    let form = |value: Value| driftlock_aws::normalise(KIND, value.as_object().unwrap().clone());
    let arn = "arn:aws:apigateway:us-east-1::/restapis/full";
    let approved = form(json!({"id": "full", "arn": arn, "name": "f", "tags": {"a": "1"}}));
    let observed = form(json!({"id": "full", "arn": arn, "name": "g", "tags": {"b": ""}}));
    let plan = driftlock_aws::plan_restore(KIND, "full", Some(&approved), Some(&observed));
    for call in &plan.calls {
        crate::check_declared(KIND, &call.action);
        connection.execute(&key("full"), call).await.unwrap();
    }
    let sent: Vec<_> = fake
        .requests()
        .into_iter()
        .map(|asked| (asked.operation, asked.parameters["Bucket"].clone()))
        .collect();
    let tags = "tags/arn%3Aaws%3Aapigateway%3Aus-east-1%3A%3A%2Frestapis%2Ffull";
    assert_eq!(
        sent,
        [
            (
                "PATCH patchOperations".to_owned(),
                "restapis/full".to_owned()
            ),
            ("PUT tags".to_owned(), tags.to_owned()),
            ("DELETE tagKeys".to_owned(), tags.to_owned()),
        ]
    );
}

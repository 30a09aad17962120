//! A fake AWS for what the emulator cannot do: answers by operation, in AWS's documented form.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use driftlock_aws::Connection;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

use crate::emulated;

const NAMESPACE: &str = "http://s3.amazonaws.com/doc/2006-03-01/";

/// What to answer to a request, given as its operation's name and all of its parameters.
type Answer = fn(&str, &BTreeMap<String, String>) -> ResponseTemplate;

/// One request, as far as tests look at it.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) operation: String,
    /// Id of the access key that signed it.
    pub(crate) access_key: String,
    pub(crate) parameters: BTreeMap<String, String>,
}

/// A server that answers with one function and remembers what it was asked.
pub(crate) struct Fake {
    server: MockServer,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Fake {
    pub(crate) async fn start(answer: Answer) -> Self {
        let server = MockServer::start().await;
        let asked = Arc::<Mutex<Vec<Asked>>>::default();
        let respond = Responder {
            answer,
            asked: Arc::clone(&asked),
        };
        Mock::given(any())
            .respond_with(respond)
            .mount(&server)
            .await;
        Self { server, asked }
    }

    pub(crate) async fn connect(&self) -> Connection {
        let connection = emulated(&self.server.uri()).await;
        self.asked.lock().unwrap().clear();
        connection
    }

    pub(crate) fn endpoint(&self) -> String {
        self.server.uri()
    }

    /// Operations asked for since the connection was made, in order.
    pub(crate) fn asked(&self) -> Vec<String> {
        let requests = self.requests();
        requests.into_iter().map(|asked| asked.operation).collect()
    }

    /// Everything asked since then, or since the start.
    pub(crate) fn requests(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }
}

struct Responder {
    answer: Answer,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Respond for Responder {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let (operation, parameters) = identify(request);
        self.asked.lock().unwrap().push(Asked {
            operation: operation.clone(),
            access_key: access_key(request),
            parameters: parameters.clone(),
        });
        if operation == "GetCallerIdentity" {
            return xml(
                200,
                "<GetCallerIdentityResponse><GetCallerIdentityResult>\
                 <Arn>arn:aws:iam::123456789012:user/fake</Arn><Account>123456789012</Account>\
                 </GetCallerIdentityResult></GetCallerIdentityResponse>",
            );
        }
        (self.answer)(&operation, &parameters)
    }
}

/// `Credential=KEY/DATE/REGION/...` in the Authorization header ("Signature Version 4" in the IAM
/// user guide).
fn access_key(request: &Request) -> String {
    let header = request.headers.get("authorization");
    let text = header
        .map(|value| value.to_str().unwrap())
        .unwrap_or_default();
    let after = text.split("Credential=").nth(1).unwrap_or_default();
    after.split('/').next().unwrap_or_default().to_owned()
}

/// JSON protocols name the operation in the header `X-Amz-Target`, the query protocols in the body; S3
/// by a key of the query, or by none in a listing; the others by the path, which stands for it here.
fn identify(request: &Request) -> (String, BTreeMap<String, String>) {
    if let Some(target) = request.headers.get("x-amz-target") {
        let target = target.to_str().unwrap();
        let operation = target.rsplit('.').next().unwrap_or_default().to_owned();
        return (operation, members(request).collect());
    }
    let mut parameters: BTreeMap<String, String> = request
        .url
        .query_pairs()
        .chain(form(request).query_pairs())
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .chain(members(request))
        .collect();
    let operation = parameters.remove("Action").unwrap_or_else(|| {
        let bucket = request.url.path().trim_matches('/').to_owned();
        let key = parameters.keys().find(|name| *name != "x-id").cloned();
        let operation = format!("{} {}", request.method, key.unwrap_or_default());
        parameters.insert("Bucket".to_owned(), bucket.clone());
        if bucket.is_empty() {
            "ListBuckets".to_owned()
        } else {
            operation
        }
    });
    (operation, parameters)
}

/// The members of a JSON body; none of any other.
fn members(request: &Request) -> impl Iterator<Item = (String, String)> {
    let body: BTreeMap<String, serde_json::Value> =
        serde_json::from_slice(&request.body).unwrap_or_default();
    body.into_iter().map(|(name, value)| match value {
        serde_json::Value::String(text) => (name, text),
        other => (name, other.to_string()),
    })
}

/// The body as if it were the query of a URL.
fn form(request: &Request) -> wiremock::http::Url {
    let mut url = request.url.clone();
    let is_form = request.headers.get("content-type").is_some_and(|kind| {
        kind.to_str()
            .unwrap()
            .starts_with("application/x-www-form-urlencoded")
    });
    let body = String::from_utf8_lossy(&request.body);
    url.set_query(is_form.then_some(&*body));
    url
}

pub(crate) fn xml(status: u16, body: &str) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_raw(body.as_bytes().to_vec(), "text/xml")
}

/// An answer of the JSON protocols.
pub(crate) fn json(status: u16, body: &serde_json::Value) -> ResponseTemplate {
    ResponseTemplate::new(status)
        .set_body_raw(body.to_string().into_bytes(), "application/x-amz-json-1.1")
}

/// An error of the JSON protocols.
pub(crate) fn json_error(status: u16, code: &str, message: &str) -> ResponseTemplate {
    json(
        status,
        &serde_json::json!({ "__type": code, "message": message }),
    )
}

/// An answer of the query protocol, that of IAM, SNS, Elastic Load Balancing and RDS.
pub(crate) fn query(operation: &str, inner: &str) -> ResponseTemplate {
    let result = format!("<{operation}Result>{inner}</{operation}Result>");
    xml(
        200,
        &format!("<{operation}Response>{result}</{operation}Response>"),
    )
}

/// An S3 answer.
pub(crate) fn s3(root: &str, inner: &str) -> ResponseTemplate {
    xml(
        200,
        &format!("<{root} xmlns=\"{NAMESPACE}\">{inner}</{root}>"),
    )
}

/// An S3 error.
pub(crate) fn s3_error(status: u16, code: &str, message: &str) -> ResponseTemplate {
    let error = format!(
        "<Error><Code>{code}</Code><Message>{message}</Message><RequestId>r</RequestId></Error>"
    );
    xml(status, &error)
}

/// An EC2 answer.
pub(crate) fn ec2(operation: &str, inner: &str) -> ResponseTemplate {
    let namespace = "http://ec2.amazonaws.com/doc/2016-11-15/";
    xml(
        200,
        &format!("<{operation}Response xmlns=\"{namespace}\">{inner}</{operation}Response>"),
    )
}

/// An EC2 error.
pub(crate) fn ec2_error(status: u16, code: &str, message: &str) -> ResponseTemplate {
    let error = format!(
        "<Response><Errors><Error><Code>{code}</Code><Message>{message}</Message></Error></Errors>\
         <RequestID>r</RequestID></Response>"
    );
    xml(status, &error)
}

//! Emulators answer almost like AWS.
//!
//! moto answers some reads of bucket settings with a root element of its own, such as
//! `GetBucketVersioningResponse`, where the S3 API reference and AWS have `VersioningConfiguration`,
//! and those of request payment with a listing of objects; the SDK refuses them. A client with an
//! endpoint of the user's own puts that right before the SDK reads the answer. Clients of AWS do not
//! pass through here.

use aws_config::SdkConfig;
use aws_sdk_s3control::config::endpoint::{Endpoint, EndpointFuture, Params, ResolveEndpoint};
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;

/// Reads by the first key of their query, each with AWS's root element.
const ROOTS: &[(&str, &str)] = &[
    ("accelerate", "AccelerateConfiguration"),
    ("notification", "NotificationConfiguration"),
    ("requestPayment", "RequestPaymentConfiguration"),
    ("versioning", "VersioningConfiguration"),
];

/// A client of S3's settings of accounts. AWS is asked at a host that begins with the account's id; at
/// an endpoint of the user's own there is no such host, and the header of the request names the account.
pub(crate) fn s3control(config: &SdkConfig) -> aws_sdk_s3control::Client {
    let mut builder = aws_sdk_s3control::config::Builder::from(config);
    if let Some(url) = config.endpoint_url() {
        builder = builder.endpoint_resolver(OwnEndpoint(url.to_owned()));
    }
    aws_sdk_s3control::Client::from_conf(builder.build())
}

#[derive(Debug)]
struct OwnEndpoint(String);

impl ResolveEndpoint for OwnEndpoint {
    fn resolve_endpoint<'a>(&'a self, _params: &'a Params) -> EndpointFuture<'a> {
        EndpointFuture::ready(Ok(Endpoint::builder().url(self.0.clone()).build()))
    }
}

/// An HTTP client for S3 behind an endpoint of the user's own.
#[derive(Clone, Debug)]
pub(crate) struct EmulatorClient(SharedHttpClient);

impl EmulatorClient {
    pub(crate) fn new() -> Self {
        let builder = aws_smithy_http_client::Builder::new();
        Self(
            builder
                .tls_provider(Provider::Rustls(CryptoMode::AwsLc))
                .build_https(),
        )
    }
}

impl HttpClient for EmulatorClient {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(EmulatorConnector(
            self.0.http_connector(settings, components),
        ))
    }
}

#[derive(Debug)]
struct EmulatorConnector(SharedHttpConnector);

impl HttpConnector for EmulatorConnector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let root = root_of(&request);
        let answer = self.0.call(request);
        let Some(root) = root else { return answer };
        HttpConnectorFuture::new(async move { as_aws(answer.await?, root).await })
    }
}

fn root_of(request: &HttpRequest) -> Option<&'static str> {
    let (_, query) = request.uri().split_once('?')?;
    let key = query.split(['=', '&']).next()?;
    let (_, root) = ROOTS.iter().find(|(asked, _)| *asked == key)?;
    (request.method() == "GET").then_some(*root)
}

async fn as_aws(
    mut response: HttpResponse,
    root: &'static str,
) -> Result<HttpResponse, ConnectorError> {
    if !response.status().is_success() {
        return Ok(response);
    }
    let body = std::mem::replace(response.body_mut(), SdkBody::empty());
    let bytes = ByteStream::new(body)
        .collect()
        .await
        .map_err(|error| ConnectorError::io(error.into()))?
        .into_bytes();
    let renamed = std::str::from_utf8(&bytes)
        .ok()
        .and_then(|text| with_root(text, root));
    let body = renamed.map_or_else(|| SdkBody::from(bytes), SdkBody::from);
    if let Some(length) = body.content_length() {
        response
            .headers_mut()
            .insert("content-length", length.to_string());
    }
    *response.body_mut() = body;
    Ok(response)
}

/// The document with `root` as its root element; none where it is none, or has that root already.
fn with_root(text: &str, root: &str) -> Option<String> {
    let start = text.match_indices('<').map(|(at, _)| at + 1).find(|at| {
        text.get(*at..)
            .is_some_and(|rest| rest.starts_with(char::is_alphabetic))
    })?;
    let rest = text.get(start..)?;
    let name = rest.split([' ', '/', '>', '\n', '\r', '\t']).next()?;
    if name == root || name == "html" {
        return None;
    }
    let opened = format!("{}{root}{}", text.get(..start)?, rest.get(name.len()..)?);
    let (closing, opened) = (format!("</{name}>"), opened);
    Some(match opened.rsplit_once(&closing) {
        Some((inner, after)) => format!("{inner}</{root}>{after}"),
        None => opened,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_foreign_root_becomes_that_of_aws() {
        let of = |text: &str| with_root(text, "Right");
        let empty = "<?xml version=\"1.0\"?>\n<Wrong xmlns=\"x\"/>";
        let renamed = "<?xml version=\"1.0\"?>\n<Right xmlns=\"x\"/>";
        assert_eq!(of(empty).as_deref(), Some(renamed));
        assert_eq!(
            of("<Wrong><Wrong>a</Wrong></Wrong>\n").as_deref(),
            Some("<Right><Wrong>a</Wrong></Right>\n")
        );
        for good in ["<Right><A/></Right>", "<html>no</html>", "text", "", "<"] {
            assert_eq!(of(good), None, "{good}");
        }
    }
}

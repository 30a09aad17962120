//! Emulators answer almost like AWS.
//!
//! moto answers `GetBucketVersioning` with the root element `GetBucketVersioningResponse`, where the
//! S3 API reference and AWS have `VersioningConfiguration`; the SDK refuses it. A client with an
//! endpoint of the user's own puts that right before the SDK reads the answer. Clients of AWS do not
//! pass through here.

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

const MOTO: &str = "GetBucketVersioningResponse";
const AWS: &str = "VersioningConfiguration";

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
        let asks_versioning = request.method() == "GET" && request.uri().contains("?versioning");
        let answer = self.0.call(request);
        if !asks_versioning {
            return answer;
        }
        HttpConnectorFuture::new(async move { as_aws(answer.await?).await })
    }
}

async fn as_aws(mut response: HttpResponse) -> Result<HttpResponse, ConnectorError> {
    let body = std::mem::replace(response.body_mut(), SdkBody::empty());
    let bytes = ByteStream::new(body)
        .collect()
        .await
        .map_err(|error| ConnectorError::io(error.into()))?
        .into_bytes();
    let body = match std::str::from_utf8(&bytes) {
        Ok(text) if text.contains(MOTO) => SdkBody::from(text.replace(MOTO, AWS)),
        _ => SdkBody::from(bytes),
    };
    if let Some(length) = body.content_length() {
        response
            .headers_mut()
            .insert("content-length", length.to_string());
    }
    *response.body_mut() = body;
    Ok(response)
}

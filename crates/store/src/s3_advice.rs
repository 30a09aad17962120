//! What a bucket lacks that a store should have.

use aws_sdk_s3::Client;
use aws_sdk_s3::error::ProvideErrorMetadata;
use aws_sdk_s3::types::BucketVersioningStatus;

use crate::s3_fault::fault;
use crate::{Advice, BackendError};

/// These say that there is nothing to learn: no permission, or a maker of S3 without versioning.
const UNKNOWN: [&str; 4] = [
    "AccessDenied",
    "AllAccessDisabled",
    "MethodNotAllowed",
    "NotImplemented",
];

enum Versioning {
    Enabled,
    Suspended,
    Never,
    Unknown(String),
}

/// Advice where the bucket keeps no earlier versions of what is overwritten or deleted.
pub(crate) async fn on_versioning(
    client: &Client,
    bucket: &str,
) -> Result<Vec<Advice>, BackendError> {
    let lost =
        "what is overwritten or deleted in it, by mistake or on purpose, cannot be brought back";
    let message = match versioning(client, bucket).await? {
        Versioning::Enabled => return Ok(Vec::new()),
        Versioning::Suspended => format!("versioning of bucket `{bucket}` is suspended: {lost}"),
        Versioning::Never => format!("bucket `{bucket}` has no versioning: {lost}"),
        Versioning::Unknown(cause) => {
            return Ok(vec![Advice {
                message: format!(
                    "whether bucket `{bucket}` has versioning could not be checked: {cause}"
                ),
                help: format!(
                    "grant `s3:GetBucketVersioning` on it, or look with `aws s3api get-bucket-versioning --bucket {bucket}`"
                ),
            }]);
        }
    };
    let help = format!(
        "run `aws s3api put-bucket-versioning --bucket {bucket} --versioning-configuration Status=Enabled`"
    );
    Ok(vec![Advice { message, help }])
}

async fn versioning(client: &Client, bucket: &str) -> Result<Versioning, BackendError> {
    let error = match client.get_bucket_versioning().bucket(bucket).send().await {
        Ok(output) => {
            return Ok(match output.status() {
                Some(BucketVersioningStatus::Enabled) => Versioning::Enabled,
                Some(BucketVersioningStatus::Suspended) => Versioning::Suspended,
                None => Versioning::Never,
                Some(other) => Versioning::Unknown(format!("its status is `{other}`")),
            });
        }
        Err(error) => error,
    };
    // An emulator answers with another root element, which the SDK refuses.
    if let Some(answer) = error
        .raw_response()
        .filter(|answer| answer.status().is_success())
    {
        let body = answer.body().bytes().unwrap_or_default();
        let says = |status: &[u8]| body.windows(status.len()).any(|part| part == status);
        return Ok(if says(b"<Status>Enabled</Status>") {
            Versioning::Enabled
        } else if says(b"<Status>Suspended</Status>") {
            Versioning::Suspended
        } else {
            Versioning::Never
        });
    }
    let code = error.as_service_error().and_then(|error| error.code());
    let is_unknown = code.is_some_and(|code| UNKNOWN.contains(&code));
    match fault(
        "asking for the versioning of",
        format!("s3://{bucket}"),
        error,
    ) {
        BackendError::Refused { cause, .. } if is_unknown => Ok(Versioning::Unknown(cause)),
        BackendError::Io { source, .. } if is_unknown => {
            Ok(Versioning::Unknown(source.to_string()))
        }
        error => Err(error),
    }
}

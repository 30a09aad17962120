//! What S3's errors mean. Sources: "List of error codes" in the S3 API reference, and "Common errors"
//! there.

use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};

use crate::BackendError;

/// Whether S3 says that the time in the request's signature is not its own. Some of its codes stand
/// for wrong credentials too, and only the text tells.
fn is_about_the_clock(code: &str, said: &str) -> bool {
    match code {
        "RequestTimeTooSkewed" | "RequestExpired" | "RequestInTheFuture" => true,
        "AuthFailure" | "SignatureDoesNotMatch" | "InvalidSignatureException" | "AccessDenied" => {
            let said = said.to_ascii_lowercase();
            let signs = [
                "signature expired",
                "signature not yet current",
                "request has expired",
                "too skewed",
                "current time",
            ];
            signs.iter().any(|sign| said.contains(sign))
        }
        _ => false,
    }
}

/// The error for what S3 said, or for its silence.
pub(crate) fn fault<E, R>(doing: &'static str, place: String, error: SdkError<E, R>) -> BackendError
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    R: std::fmt::Debug + Send + Sync + 'static,
{
    let service = error.as_service_error();
    let code = service
        .and_then(|e| e.code())
        .unwrap_or_default()
        .to_owned();
    let said = service
        .and_then(|e| e.message())
        .unwrap_or_default()
        .to_owned();
    let refused = |cause: &str, help: &'static str| BackendError::Refused {
        doing,
        place: place.clone(),
        cause: cause.to_owned(),
        help,
    };
    match code.as_str() {
        _ if is_about_the_clock(&code, &said) => refused(
            "this machine's clock is too far from AWS's",
            "set the clock, for example by NTP; AWS takes no request that is 15 minutes off",
        ),
        "NoSuchBucket" => refused(
            "the bucket does not exist",
            "create the bucket, with versioning on, or check its name",
        ),
        "AccessDenied" | "AllAccessDisabled" => refused(
            "access denied",
            "grant `s3:GetObject` and `s3:PutObject` on the prefix and `s3:ListBucket` on the bucket",
        ),
        "PermanentRedirect"
        | "AuthorizationHeaderMalformed"
        | "IllegalLocationConstraintException" => refused(
            "the bucket is in another region",
            "name its region in the store's address: `s3://BUCKET/PREFIX?region=REGION`",
        ),
        "ExpiredToken" | "TokenRefreshRequired" => refused(
            "the credentials have expired",
            "refresh them, for example with `aws sso login`",
        ),
        "InvalidAccessKeyId" | "SignatureDoesNotMatch" | "InvalidToken" | "AuthFailure" => refused(
            "AWS does not know these credentials",
            "give others by AWS_PROFILE, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a role",
        ),
        "" => BackendError::Io {
            doing,
            place,
            source: std::io::Error::other(innermost(&error)),
        },
        _ => BackendError::Io {
            doing,
            place,
            source: std::io::Error::other(format!("{code}: {said}")),
        },
    }
}

/// The last cause in the chain says what happened; the ones above it only that it did.
fn innermost(error: &(dyn std::error::Error + 'static)) -> String {
    let mut last = error;
    while let Some(source) = last.source() {
        last = source;
    }
    last.to_string()
}

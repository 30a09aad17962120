//! What can go wrong when calling AWS, in the words of a person.

use aws_sdk_sts::operation::RequestId;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::display::DisplayErrorContext;
use aws_smithy_types::error::metadata::{ErrorMetadata, ProvideErrorMetadata};

/// The action by which rights are narrowed.
pub(crate) const ASSUME_ROLE: &str = "sts:AssumeRole";

/// What helps where a session policy would be too long.
const TOO_MANY_AT_ONCE: &str = "restore fewer resources at once";

/// The kind of a failed call, as far as it changes what to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The caller may not do that.
    AccessDenied,
    /// AWS asks to slow down, and went on asking through all retries.
    Throttled,
    /// The credentials have run out.
    Expired,
    /// There are no credentials, or AWS does not know them.
    NoCredentials,
    /// No answer came.
    Unreachable,
    /// Anything else that AWS answered.
    Refused,
}

/// A call to AWS that failed after the SDK's own retries.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{} calling `{action}`{}", self.what(), self.details())]
pub struct CallError {
    /// IAM action, such as `s3:GetBucketPolicy`.
    pub action: &'static str,
    /// What kind of failure.
    pub fault: Fault,
    /// AWS's error code, such as `NoSuchBucket`.
    pub code: Option<String>,
    /// AWS's message, or the transport's.
    pub message: String,
    /// AWS's request id, where there was an answer with one.
    pub request_id: Option<String>,
}

/// How far a failed call came.
#[derive(Clone, Copy)]
enum Came {
    /// It was not sent.
    NotSent,
    /// Nothing came back.
    Nothing,
    /// Something came back.
    Answer,
}

impl CallError {
    /// Reads an SDK error. The service's code and message are kept, everything else becomes text.
    pub(crate) fn new<E>(action: &'static str, error: SdkError<E, HttpResponse>) -> Self
    where
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        Self::read(
            action,
            &error,
            error.as_service_error().map(ProvideErrorMetadata::meta),
            error.raw_response(),
            match &error {
                SdkError::DispatchFailure(_) | SdkError::TimeoutError(_) => Came::Nothing,
                SdkError::ServiceError(_) | SdkError::ResponseError(_) => Came::Answer,
                _ => Came::NotSent,
            },
        )
    }

    /// There are hundreds of operations, each with an error type of its own: this is compiled once
    /// for all of them.
    fn read(
        action: &'static str,
        error: &(dyn std::error::Error + 'static),
        metadata: Option<&ErrorMetadata>,
        answer: Option<&HttpResponse>,
        came: Came,
    ) -> Self {
        tracing::debug!(action, error = %DisplayErrorContext(error), "failed");
        let request_id = metadata
            .and_then(RequestId::request_id)
            .or_else(|| answer.and_then(|answer| answer.headers().request_id()))
            .map(str::to_owned);
        if let Some(code) = metadata.and_then(ErrorMetadata::code) {
            let message = metadata.and_then(ErrorMetadata::message);
            return Self {
                action,
                fault: fault_of_code(code),
                code: Some(code.to_owned()),
                message: message.unwrap_or_default().to_owned(),
                request_id,
            };
        }
        let cause = one_line(&innermost(error));
        let (fault, message) = match came {
            _ if cause.contains("credentials") => (Fault::NoCredentials, cause),
            Came::Nothing => (Fault::Unreachable, cause),
            Came::Answer => {
                // A proxy, a captive portal, an endpoint of something else.
                let status = answer.map(|answer| answer.status().as_u16());
                let status = status.unwrap_or_default();
                let what = format!("what came back is no answer of AWS (HTTP {status})");
                (Fault::Unreachable, what)
            }
            Came::NotSent => (Fault::Refused, cause),
        };
        Self {
            action,
            fault,
            code: None,
            message,
            request_id,
        }
    }

    /// A request that could not even be built out of what a snapshot holds.
    pub(crate) fn unusable(action: &'static str, error: &impl std::fmt::Display) -> Self {
        Self {
            action,
            fault: Fault::Refused,
            code: None,
            message: error.to_string(),
            request_id: None,
        }
    }

    /// An error that AWS tells of within an answer.
    pub(crate) fn told(action: &'static str, code: &str, message: &str) -> Self {
        Self {
            fault: fault_of_code(code),
            code: Some(code.to_owned()),
            ..Self::unusable(action, &message)
        }
    }

    /// An account that there is no way to.
    pub(crate) fn no_role(account: &str) -> Self {
        Self::unusable(
            ASSUME_ROLE,
            &format!(
                "account {account} is not that of the credentials, and no role is set for it: give \
                 `--account-role`, or `account_role` in the provider"
            ),
        )
    }

    /// A session policy that is longer than AWS takes.
    pub(crate) fn policy_too_long(length: usize, most: usize, resources: usize) -> Self {
        Self {
            code: Some("PackedPolicyTooLarge".to_owned()),
            ..Self::unusable(
                ASSUME_ROLE,
                &format!(
                    "the session policy for {resources} resources is {length} characters long, \
                     and AWS takes {most}"
                ),
            )
        }
    }

    /// Whether AWS answered with one of `codes`.
    #[must_use]
    pub fn has_code(&self, codes: &[&str]) -> bool {
        self.code
            .as_deref()
            .is_some_and(|code| codes.contains(&code))
    }

    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> String {
        match self.fault {
            Fault::AccessDenied if self.action == ASSUME_ROLE => {
                "allow the credentials in use `sts:AssumeRole` on the role, and name them in its trust \
                 policy; give its external id if it asks for one"
                    .to_owned()
            }
            _ if self.has_code(&["PackedPolicyTooLarge"]) => TOO_MANY_AT_ONCE.to_owned(),
            Fault::AccessDenied => format!("grant `{}` to the role in use", self.action),
            Fault::Throttled => "run again later, or narrow the scope".to_owned(),
            Fault::Expired => "refresh the credentials, for example with `aws sso login`".to_owned(),
            Fault::NoCredentials => {
                "give credentials by AWS_PROFILE, `--profile`, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a role".to_owned()
            }
            Fault::Unreachable => {
                "check the network, the region, and `--endpoint-url` if one is set".to_owned()
            }
            Fault::Refused => "see AWS's message above; `-v` shows the calls".to_owned(),
        }
    }

    fn what(&self) -> &'static str {
        match self.fault {
            Fault::AccessDenied => "access denied",
            Fault::Throttled => "throttled",
            Fault::Expired => "expired credentials",
            Fault::NoCredentials => "no valid credentials",
            Fault::Unreachable => "no answer",
            Fault::Refused => "refused",
        }
    }

    fn details(&self) -> String {
        match (&self.code, self.message.as_str()) {
            (Some(code), "") => format!(": {code}"),
            (Some(code), message) => format!(": {code}: {message}"),
            (None, message) => format!(": {message}"),
        }
    }
}

/// Error codes by meaning. EC2 and S3 spell the same fault differently; both are listed in their
/// API references under "common errors" and "list of error codes".
fn fault_of_code(code: &str) -> Fault {
    match code {
        "AccessDenied"
        | "AccessDeniedException"
        | "UnauthorizedOperation"
        | "AuthorizationError"
        | "AllAccessDisabled"
        | "AccountProblem" => Fault::AccessDenied,
        "Throttling"
        | "ThrottlingException"
        | "ThrottledException"
        | "RequestThrottled"
        | "RequestThrottledException"
        | "EC2ThrottledException"
        | "BandwidthLimitExceeded"
        | "RequestLimitExceeded"
        | "SlowDown"
        | "TooManyRequestsException"
        | "ServiceUnavailable" => Fault::Throttled,
        "ExpiredToken" | "ExpiredTokenException" | "RequestExpired" | "TokenRefreshRequired" => {
            Fault::Expired
        }
        "AuthFailure"
        | "InvalidClientTokenId"
        | "UnrecognizedClientException"
        | "InvalidAccessKeyId"
        | "SignatureDoesNotMatch"
        | "InvalidToken" => Fault::NoCredentials,
        _ => Fault::Refused,
    }
}

/// The last cause in the chain says what happened; the ones above it only that it did.
fn innermost(error: &(dyn std::error::Error + 'static)) -> String {
    let mut last = error;
    while let Some(source) = last.source() {
        last = source;
    }
    let text = last.to_string();
    if text.is_empty() {
        DisplayErrorContext(error).to_string()
    } else {
        text
    }
}

/// The SDK tells of every credential source that it tried, one a line.
fn one_line(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    lines
        .join("; ")
        .replace(":; ", ": ")
        .replace("the credential provider was not enabled: ", "")
        .replace("the credential provider was not enabled", "not set up")
}

/// A connection that could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// Nothing names a region.
    #[error("no AWS region is set")]
    NoRegion,
    /// STS did not say who is calling.
    #[error("asking AWS who is calling: {0}")]
    Identity(#[source] CallError),
}

impl ConnectError {
    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> String {
        match self {
            Self::NoRegion => {
                "set `--region`, AWS_REGION, or `region` in the profile or provider block"
                    .to_owned()
            }
            Self::Identity(cause) => cause.help(),
        }
    }
}

//! What a change in a policy document puts at risk.

use driftlock_core::Risk;

use super::{Compared, Grant, compare};

/// Judged by what the two documents allow and deny, whatever their wording; the worst that applies.
/// Either may be missing.
pub(crate) fn judge(approved: Option<&str>, observed: Option<&str>) -> Risk {
    judge_resource(approved, observed, &[])
}

/// The same for the policy of a resource. A denial under a condition on one of the keys in `safeguards`
/// says how the resource is to be used, not by whom.
pub(crate) fn judge_resource(
    approved: Option<&str>,
    observed: Option<&str>,
    safeguards: &[&str],
) -> Risk {
    let Some(Compared {
        allows_more,
        denies_less,
        allows_less,
        denies_more,
    }) = compare(approved, observed)
    else {
        // What cannot be understood may let anybody in.
        return Risk::ExposureWidened;
    };
    let safeguard = |grant: &Grant| safeguards.iter().any(|key| grant.has_condition_on(key));
    if !allows_more.is_empty() || !denies_less.iter().all(safeguard) {
        Risk::ExposureWidened
    } else if !denies_less.is_empty() {
        Risk::ProtectionWeakened
    } else if !allows_less.is_empty() || !denies_more.is_empty() {
        Risk::ServiceBroken
    } else {
        Risk::Cosmetic
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const READ: &str = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
        "Action": ["s3:GetObject", "s3:ListBucket"], "Resource": "*"}]}"#;
    const TRUST: &str = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
        "Action": "sts:AssumeRole", "Principal": {"Service": "ec2.amazonaws.com"}}]}"#;

    #[test]
    fn rights_of_an_identity_name_no_principal() {
        let all = READ.replace("s3:GetObject", "s3:*");
        let one = READ.replace(r#""s3:GetObject", "#, "");
        for (approved, observed, expected) in [
            (READ, all.as_str(), Risk::ExposureWidened),
            (READ, &one, Risk::ServiceBroken),
            (
                READ,
                &READ.replace("Effect", "Sid\": \"a\", \"Effect"),
                Risk::Cosmetic,
            ),
            (READ, "{}", Risk::ExposureWidened),
        ] {
            assert_eq!(
                judge(Some(approved), Some(observed)),
                expected,
                "{observed}"
            );
        }
        assert_eq!(judge(None, Some(READ)), Risk::ExposureWidened);
        assert_eq!(judge(Some(READ), None), Risk::ServiceBroken);
        let deny = READ.replace("Allow", "Deny");
        assert_eq!(judge(None, Some(&deny)), Risk::ServiceBroken);
        assert_eq!(judge(Some(&deny), None), Risk::ExposureWidened);
    }

    #[test]
    fn trust_names_no_resource() {
        let everybody = TRUST.replace(r#"{"Service": "ec2.amazonaws.com"}"#, r#""*""#);
        assert_eq!(judge(Some(TRUST), Some(&everybody)), Risk::ExposureWidened);
        let other = TRUST.replace("ec2", "ecs");
        assert_eq!(judge(Some(TRUST), Some(&other)), Risk::ExposureWidened);
        assert_eq!(judge(Some(&everybody), Some(TRUST)), Risk::ServiceBroken);
    }
}

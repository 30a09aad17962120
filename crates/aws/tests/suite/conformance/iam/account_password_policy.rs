use crate::conformance::case::{Case, Change, NOTHING};

pub(super) const CASE: Case = Case {
    kind: "aws_iam_account_password_policy",
    hcl: r#"
resource "aws_iam_account_password_policy" "strict" {
  minimum_password_length        = 14
  require_lowercase_characters   = true
  require_uppercase_characters   = true
  require_numbers                = true
  require_symbols                = true
  allow_users_to_change_password = true
  hard_expiry                    = false
  password_reuse_prevention      = 24
}
"#,
    changes: &[
        Change {
            name: "shorter passwords without demands",
            on: "aws_iam_account_password_policy.strict",
            statements: r#"
client("iam").update_account_password_policy(
    MinimumPasswordLength=6, AllowUsersToChangePassword=True, RequireNumbers=True,
    RequireLowercaseCharacters=True, RequireUppercaseCharacters=True)"#,
            drift: &[
                "minimum_password_length",
                "password_reuse_prevention",
                "require_symbols",
            ],
        },
        Change {
            name: "passwords that run out",
            on: "aws_iam_account_password_policy.strict",
            statements: r#"
client("iam").update_account_password_policy(
    MinimumPasswordLength=14, RequireNumbers=True, RequireSymbols=True, HardExpiry=True,
    RequireLowercaseCharacters=True, RequireUppercaseCharacters=True, MaxPasswordAge=30,
    PasswordReusePrevention=24)"#,
            drift: &[
                "allow_users_to_change_password",
                "hard_expiry",
                "max_password_age",
            ],
        },
        Change {
            name: "the policy deleted",
            on: "aws_iam_account_password_policy.strict",
            statements: r#"client("iam").delete_account_password_policy()"#,
            drift: &[
                "allow_users_to_change_password",
                "hard_expiry",
                "max_password_age",
                "minimum_password_length",
                "password_reuse_prevention",
                "require_lowercase_characters",
                "require_numbers",
                "require_symbols",
                "require_uppercase_characters",
            ],
        },
    ],
    unseen: &[(
        "iam:DeleteAccountPasswordPolicy",
        "only where none was approved, which has a test of its own",
    )],
    by_hand: &["update-account-password-policy"],
    ..NOTHING
};

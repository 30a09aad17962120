# METADATA
# title: IAM policy lets its holder gain more permissions
# description: >-
#   A statement allows, on the resource `*`, an action by which its holder can become more: to change
#   policies, to attach them, to join groups, to make credentials for others, or `iam:PassRole` together
#   with an action that starts something with the role. Statements with a condition on what may be passed,
#   attached or touched are left out, and so is the action `*`, which is `wildcard_iam_policy`'s business.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
# custom:
#   severity: high
#   resources:
#     aws_iam_group_policy: [policy]
#     aws_iam_policy: [policy]
#     aws_iam_role_policy: [policy]
#     aws_iam_user_policy: [policy]
#   why: >-
#     Such permissions are those of an administrator in disguise: one call more and the holder has all.
#   fix: name the users, roles or policies as `Resource`, or demand a boundary with `iam:PermissionsBoundary`
#   bad: |
#     { "Effect": "Allow", "Action": ["iam:AttachRolePolicy"], "Resource": "*" }
#   good: |
#     { "Effect": "Allow", "Action": ["iam:AttachRolePolicy"],
#       "Resource": "arn:aws:iam::123456789012:role/app/*",
#       "Condition": { "ArnEquals": { "iam:PolicyARN": "arn:aws:iam::123456789012:policy/app" } } }
#   themes: [least-privilege]
package driftlock.iam.iam_privilege_escalation

import data.driftlock.lib.grants

fail contains {"resource": grant.resource, "message": message, "attribute": "policy"} if {
	some grant in unbounded
	gained := {action |
		some pattern in grants.patterns(grant.statement)
		some action in escalating
		grants.covers(pattern, lower(action))
	}
	count(gained) > 0
	quoted := concat("`, `", gained)
	message := sprintf("the allowing statement %s grants `%s` on every resource", [grant.name, quoted])
}

fail contains {"resource": grant.resource, "message": message, "attribute": "policy"} if {
	some grant in unbounded
	some pattern in grants.patterns(grant.statement)
	grants.covers(pattern, "iam:passrole")
	used := users[grant.resource]
	message := sprintf("it grants `iam:PassRole` on every role together with `%s`", [concat("`, `", used)])
}

unknown contains {"resource": address, "message": "`policy` is no readable policy document"} if {
	some address in grants.unreadable
}

unbounded := [grant |
	some grant in grants.all
	grants.anywhere(grant.statement)
	not bounded(grant.statement)
]

bounded(statement) if {
	some keys in statement.Condition
	some key, _ in keys
	regex.match("^(iam:|aws:resource)", lower(key))
}

# The actions by which a policy's holder can make use of a role that it may pass.
users[address] contains action if {
	some grant in grants.all
	address := grant.resource
	some pattern in grants.patterns(grant.statement)
	some action in using
	grants.covers(pattern, lower(action))
}

using := [
	"cloudformation:CreateStack", "codebuild:CreateProject", "ec2:RunInstances", "ecs:RunTask",
	"glue:CreateDevEndpoint", "glue:CreateJob", "lambda:CreateFunction", "sagemaker:CreateNotebookInstance",
]

escalating := [
	"iam:AddUserToGroup", "iam:AttachGroupPolicy", "iam:AttachRolePolicy", "iam:AttachUserPolicy",
	"iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:CreatePolicyVersion", "iam:PutGroupPolicy",
	"iam:PutRolePolicy", "iam:PutUserPolicy", "iam:SetDefaultPolicyVersion", "iam:UpdateAssumeRolePolicy",
	"iam:UpdateLoginProfile",
]

# METADATA
# title: OpenSearch domain is open to everyone
# description: >-
#   A statement of `access_policies` allows something to the principal `*` without a condition that
#   ties it to an account, an organisation or a network. Domains in a VPC, which only that reaches,
#   and domains with fine-grained access control (`advanced_security_options`) are left out.
# related_resources:
#   - https://docs.aws.amazon.com/opensearch-service/latest/developerguide/ac.html
# custom:
#   severity: critical
#   resources:
#     aws_elasticsearch_domain: [access_policies]
#     aws_elasticsearch_domain_policy: [access_policies]
#     aws_opensearch_domain: [access_policies]
#     aws_opensearch_domain_policy: [access_policies]
#   why: >-
#     Everybody on the internet may read, change and delete all that is indexed; such domains are
#     found and emptied or copied within days.
#   fix: name the accounts or roles as `Principal`, or put the domain into a VPC
#   bad: |
#     { "Effect": "Allow", "Principal": { "AWS": "*" }, "Action": "es:*", "Resource": "*" }
#   good: |
#     { "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::123456789012:role/search" },
#       "Action": "es:*", "Resource": "*" }
#   themes: [least-privilege, public-access]
package driftlock.opensearch.open_opensearch_policy

import data.driftlock.lib.iam
import data.driftlock.lib.resource

# The types that hold a policy, and the domains that a policy by itself is for.
types := {
	"aws_elasticsearch_domain": "",
	"aws_elasticsearch_domain_policy": "aws_elasticsearch_domain",
	"aws_opensearch_domain": "",
	"aws_opensearch_domain_policy": "aws_opensearch_domain",
}

fail contains {"resource": r.address, "message": message, "attribute": "access_policies"} if {
	some type, parent in types
	some r in input.types[type]
	some number, statement in iam.allowing(r.values.access_policies)
	iam.everyone(statement)
	not iam.narrowed(statement)
	not guarded(r)
	not of_guarded(r, parent)
	name := object.get(statement, "Sid", sprintf("number %d", [number + 1]))
	message := sprintf("the allowing statement %s applies to everyone", [name])
}

unknown contains {"resource": r.address, "message": message} if {
	some type, parent in types
	some r in input.types[type]
	object.get(r.values, "access_policies", "") != ""
	iam.unreadable(r.values.access_policies)
	message := "`access_policies` is no readable policy document"
}

of_guarded(r, parent) if {
	some domain in array.concat(resource.related(r, parent), resource.possible(r, parent))
	guarded(domain)
}

guarded(domain) if count(domain.values.vpc_options) > 0

guarded(domain) if domain.unknown.vpc_options

guarded(domain) if domain.values.advanced_security_options[_].enabled == true

guarded(domain) if resource.undecided(domain, ["advanced_security_options", "enabled"])

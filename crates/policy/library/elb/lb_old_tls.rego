# METADATA
# title: Load balancer accepts old versions of TLS
# description: >-
#   The `ssl_policy` of an HTTPS or TLS listener allows TLS 1.0 or 1.1, as does the one that AWS
#   chooses where none is set. The policies `ELBSecurityPolicy-TLS13-1-2-*`, `-TLS13-1-3-*`,
#   `-TLS-1-2-*` and `-FS-1-2-*` do not.
# related_resources:
#   - https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
#   - https://docs.aws.amazon.com/config/latest/developerguide/elb-predefined-security-policy-ssl-check.html
# custom:
#   severity: medium
#   resources:
#     aws_alb_listener: [protocol, ssl_policy]
#     aws_lb_listener: [protocol, ssl_policy]
#   why: >-
#     TLS 1.0 and 1.1 have been withdrawn, lean on broken hashes and ciphers, and are forbidden by
#     every audit of payment systems.
#   fix: set `ssl_policy = "ELBSecurityPolicy-TLS13-1-2-2021-06"`
#   bad: |
#     resource "aws_lb_listener" "https" {
#       load_balancer_arn = aws_lb.web.arn
#       port              = 443
#       protocol          = "HTTPS"
#       ssl_policy        = "ELBSecurityPolicy-2016-08"
#     }
#   good: |
#     resource "aws_lb_listener" "https" {
#       load_balancer_arn = aws_lb.web.arn
#       port              = 443
#       protocol          = "HTTPS"
#       ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
#     }
#   themes: [encryption-in-transit]
package driftlock.elb.lb_old_tls

import data.driftlock.lib.elb
import data.driftlock.lib.resource
import data.driftlock.lib.said

fail contains {"resource": r.address, "message": message, "attribute": "ssl_policy"} if {
	some type in elb.listeners
	some r in input.types[type]
	r.values.protocol in {"HTTPS", "TLS"}
	not modern(r)
	not resource.open(r, "ssl_policy")
	message := said.of(r.values, "ssl_policy")
}

pass contains r.address if {
	some type in elb.listeners
	some r in input.types[type]
	fine(r)
}

fine(r) if modern(r)

fine(r) if {
	is_string(r.values.protocol)
	not r.values.protocol in {"HTTPS", "TLS"}
}

modern(r) if {
	some prefix in ["TLS13-1-2-", "TLS13-1-3-", "TLS-1-2-", "FS-1-2-"]
	startswith(r.values.ssl_policy, concat("", ["ELBSecurityPolicy-", prefix]))
}

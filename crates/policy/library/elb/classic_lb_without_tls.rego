# METADATA
# title: Classic load balancer has no listener with TLS
# description: >-
#   All listeners of an `aws_elb` have the `lb_protocol` `http` or `tcp`.
# related_resources:
#   - https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-https-load-balancers.html
#   - https://docs.aws.amazon.com/config/latest/developerguide/elb-tls-https-listeners-only.html
# custom:
#   severity: medium
#   resources:
#     aws_elb: [listener]
#   why: >-
#     Everybody on the way can read and change what is sent in clear, passwords and session cookies
#     included.
#   fix: >-
#     set `lb_protocol = "https"` with an `ssl_certificate_id`, or move to an application load
#     balancer
#   bad: |
#     listener {
#       lb_port           = 80
#       lb_protocol       = "http"
#       instance_port     = 80
#       instance_protocol = "http"
#     }
#   good: |
#     listener {
#       lb_port            = 443
#       lb_protocol        = "https"
#       instance_port      = 443
#       instance_protocol  = "https"
#       ssl_certificate_id = aws_acm_certificate.web.arn
#     }
#   themes: [encryption-in-transit]
package driftlock.elb.classic_lb_without_tls

import data.driftlock.lib.resource

fail contains {"resource": r.address, "message": message, "attribute": "listener"} if {
	some r in input.types.aws_elb
	not encrypted(r)
	not resource.undecided(r, ["listener", "lb_protocol"])
	message := "it listens on HTTP or TCP only"
}

pass contains r.address if {
	some r in input.types.aws_elb
	encrypted(r)
}

encrypted(r) if {
	some listener in r.values.listener
	lower(listener.lb_protocol) in {"https", "ssl"}
}

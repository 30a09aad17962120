# METADATA
# title: Load balancer serves plain HTTP
# description: >-
#   A listener of an application load balancer has the protocol `HTTP` and a default action that
#   does not redirect to HTTPS. Rules beside the default action are not looked at.
# related_resources:
#   - https://docs.aws.amazon.com/elasticloadbalancing/latest/application/create-https-listener.html
#   - https://docs.aws.amazon.com/config/latest/developerguide/alb-http-to-https-redirection-check.html
# custom:
#   severity: high
#   resources:
#     aws_alb_listener: [default_action, protocol]
#     aws_lb_listener: [default_action, protocol]
#   why: >-
#     Everybody on the way can read and change what is sent over plain HTTP, passwords and session
#     cookies included.
#   fix: >-
#     redirect to HTTPS in the `default_action`, and serve the content from a listener with the
#     protocol `HTTPS`
#   bad: |
#     default_action {
#       type             = "forward"
#       target_group_arn = aws_lb_target_group.web.arn
#     }
#   good: |
#     default_action {
#       type = "redirect"
#       redirect {
#         port        = "443"
#         protocol    = "HTTPS"
#         status_code = "HTTP_301"
#       }
#     }
#   themes: [encryption-in-transit]
package driftlock.elb.lb_listens_on_http

import data.driftlock.lib.elb
import data.driftlock.lib.resource

fail contains {"resource": r.address, "message": message, "attribute": "default_action"} if {
	some type in elb.listeners
	some r in input.types[type]
	r.values.protocol == "HTTP"
	not redirected(r)
	not undecided(r)
	message := "it listens on HTTP and does not redirect to HTTPS"
}

pass contains r.address if {
	some type in elb.listeners
	some r in input.types[type]
	encrypted(r)
}

encrypted(r) if r.values.protocol != "HTTP"

encrypted(r) if redirected(r)

# Without a protocol of its own, a redirect keeps to the one it came by.
redirected(r) if {
	some action in r.values.default_action
	action.type == "redirect"
	some target in action.redirect
	target.protocol == "HTTPS"
}

undecided(r) if resource.undecided(r, ["default_action", "type"])

undecided(r) if r.unknown.default_action[_].redirect == true

undecided(r) if r.unknown.default_action[_].redirect[_].protocol

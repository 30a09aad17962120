# Load balancers and their listeners, each of which Terraform knows by two names.
package driftlock.lib.elb

balancers := ["aws_alb", "aws_lb"]

listeners := ["aws_alb_listener", "aws_lb_listener"]

# `application` where nothing else is said.
kind(balancer) := object.get(balancer.values, "load_balancer_type", "application")

# Whether somebody is told of events that CloudTrail sends to CloudWatch Logs: a metric filter has to
# count them, and an alarm with an action has to watch its metric.
# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudwatch-alarms-for-cloudtrail.html
package driftlock.lib.alarms

import data.driftlock.lib.resource

group := "cloud_watch_logs_group_arn"

# Trails whose events can be counted at all.
trails contains trail if {
	some trail in input.types.aws_cloudtrail
	resource.given(trail, group)
}

# Every metric that a filter counts, with the words of the filter's pattern: `{ $.eventName = CreateTrail }`
# has `eventName` and `CreateTrail`. Here each filter is read once for all policies.
counted contains metric if {
	some filter in input.types.aws_cloudwatch_log_metric_filter
	some transformation in filter.values.metric_transformation
	metric := {
		"filter": filter.address,
		"name": transformation.name,
		"words": {word | some word in regex.split(`[^A-Za-z0-9]+`, filter.values.pattern)},
	}
}

# Names of metrics that an alarm with an action watches.
watched contains name if {
	some alarm in input.types.aws_cloudwatch_metric_alarm
	acts(alarm)
	some name in metrics(alarm)
}

metrics(alarm) := {name | name := alarm.values.metric_name} | {name |
	name := alarm.values.metric_query[_].metric[_].metric_name
}

acts(alarm) if {
	not alarm.values.actions_enabled == false
	has_action(alarm)
}

has_action(alarm) if count(alarm.values.alarm_actions) > 0

has_action(alarm) if resource.refers(alarm, "alarm_actions")

# Holds when an alarm with an action watches a filter that names every one of these words.
heard(words) if {
	some metric in counted
	count(words - metric.words) == 0
	metric.name in watched
}

# What is missing for that.
missing(what, words) := message if {
	filters := [metric.filter | some metric in counted; count(words - metric.words) == 0]
	count(filters) > 0
	message := sprintf("no alarm with an action watches the metric of %s, which counts %s", [filters[0], what])
}

missing(what, words) := sprintf("no metric filter counts %s", [what]) if {
	every metric in counted {
		count(words - metric.words) > 0
	}
}

# Holds when a filter or an alarm is known only after apply, so that it may be the one.
undecided if {
	some filter in input.types.aws_cloudwatch_log_metric_filter
	resource.open(filter, "pattern")
}

undecided if {
	some filter in input.types.aws_cloudwatch_log_metric_filter
	resource.undecided(filter, ["metric_transformation", "name"])
}

undecided if {
	some alarm in input.types.aws_cloudwatch_metric_alarm
	some attribute in ["actions_enabled", "metric_name", "metric_query"]
	resource.open(alarm, attribute)
}

undecided if {
	some alarm in input.types.aws_cloudwatch_metric_alarm
	resource.open(alarm, "alarm_actions")
	not has_action(alarm)
}

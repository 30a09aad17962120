# Which events on S3 objects a trail of CloudTrail records.
# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html
package driftlock.lib.trail

object_type := "AWS::S3::Object"

# The kinds of events, `WriteOnly` or `ReadOnly`, that some trail of this plan records.
recorded contains kind if {
	some trail in input.types.aws_cloudtrail
	some kind, _ in wanted
	records(trail, kind)
}

# Holds when a trail may turn out to do so.
undecided if {
	some trail in input.types.aws_cloudtrail
	some selectors in ["event_selector", "advanced_event_selector"]
	trail.unknown[selectors] == true
}

undecided if {
	some trail in input.types.aws_cloudtrail
	trail.unknown.event_selector[_].read_write_type == true
}

undecided if {
	some trail in input.types.aws_cloudtrail
	trail.unknown.advanced_event_selector[_].field_selector == true
}

records(trail, kind) if {
	some selector in trail.values.event_selector
	object.get(selector, "read_write_type", "All") in {"All", kind}
	some recorded_type in selector.data_resource
	recorded_type.type == object_type
}

records(trail, kind) if {
	some selector in trail.values.advanced_event_selector
	some field in selector.field_selector
	field.field == "resources.type"
	object_type in field.equals
	not other_kind_only(selector, kind)
}

other_kind_only(selector, kind) if {
	some field in selector.field_selector
	field.field == "readOnly"
	not wanted[kind] in field.equals
}

wanted := {"ReadOnly": "true", "WriteOnly": "false"}

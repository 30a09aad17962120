# What rules of Regula import as `data.fugue`.
# https://regula.dev/development/writing-rules.html
package fugue

resources(resource_type) := object.get(input._types, resource_type, {})

resource_types contains resource_type if some resource_type, _ in input._types

resource_types_v0 := resource_types

plan := input._plan

input_type := "tf_plan"

allow_resource(resource) := allow({"resource": resource})

deny_resource(resource) := deny({"resource": resource})

deny_resource_with_message(resource, message) := deny({"resource": resource, "message": message})

missing_resource(resource_type) := missing({"resource_type": resource_type})

missing_resource_with_message(resource_type, message) := missing({
	"resource_type": resource_type,
	"message": message,
})

allow(judgement) := {"valid": true, "id": judgement.resource.id, "type": judgement.resource._type}

deny(judgement) := {
	"valid": false,
	"id": judgement.resource.id,
	"type": judgement.resource._type,
	"message": object.get(judgement, "message", ""),
	"attribute": object.get(judgement, "attribute", null),
}

missing(judgement) := {
	"valid": false,
	"id": "",
	"type": judgement.resource_type,
	"message": object.get(judgement, "message", ""),
}

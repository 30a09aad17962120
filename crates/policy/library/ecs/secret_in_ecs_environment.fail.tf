# fails: aws_ecs_task_definition.password
# fails: aws_ecs_task_definition.access_key
# unknown: aws_ecs_task_definition.later

resource "aws_ecs_task_definition" "password" {
  family = "password"
  container_definitions = jsonencode([{
    name        = "app"
    image       = "app:1"
    memory      = 128
    environment = [{ name = "DB_PASSWORD", value = "correct horse battery staple" }]
  }])
}

# The example key of AWS's documentation, in a variable with a harmless name.
resource "aws_ecs_task_definition" "access_key" {
  family = "access-key"
  container_definitions = jsonencode([{
    name        = "app"
    image       = "app:1"
    memory      = 128
    environment = [{ name = "UPLOADER", value = "AKIAIOSFODNN7EXAMPLE" }]
  }])
}

resource "aws_sqs_queue" "orders" {}

resource "aws_ecs_task_definition" "later" {
  family = "later"
  container_definitions = jsonencode([{
    name        = "app"
    image       = "app:1"
    memory      = 128
    environment = [{ name = "QUEUE", value = aws_sqs_queue.orders.url }]
  }])
}

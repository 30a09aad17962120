resource "aws_ecs_task_definition" "read_only" {
  family = "read-only"
  container_definitions = jsonencode([
    { name = "app", image = "app:1", memory = 128, readonlyRootFilesystem = true },
  ])
}

# Windows has no such thing.
resource "aws_ecs_task_definition" "windows" {
  family = "windows"
  container_definitions = jsonencode([
    { name = "app", image = "app:1", memory = 128 },
  ])
  runtime_platform {
    operating_system_family = "WINDOWS_SERVER_2022_CORE"
  }
}

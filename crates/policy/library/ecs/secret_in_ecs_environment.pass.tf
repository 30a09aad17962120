resource "aws_ecs_task_definition" "references" {
  family = "references"
  container_definitions = jsonencode([
    { name = "plain", image = "app:1", memory = 128 },
    {
      name   = "app"
      image  = "app:1"
      memory = 128
      environment = [
        { name = "DB_SECRET_NAME", value = "orders-db" },
        { name = "TOKEN_URL", value = "https://login.example.com/token" },
        { name = "EMPTY_PASSWORD", value = "" },
      ]
      secrets = [{ name = "DB_PASSWORD", valueFrom = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db" }]
    },
  ])
}

# A deployment that takes as long as the story wants, and ends as it wants.
resource "terraform_data" "meanwhile" {
  triggers_replace = aws_security_group.web.ingress

  provisioner "local-exec" {
    command = "touch changed; until [ -s go ]; do sleep 0.1; done; exit $(cat go)"
  }
}

variable "bucket" {
  type = string
}

module "deeper" {
  source = "./deeper"
  name   = var.bucket
}

# fails: aws_db_snapshot.public
# fails: aws_db_cluster_snapshot.public
# unknown: aws_db_snapshot.later

resource "terraform_data" "later" {
  input = true
}

resource "aws_db_snapshot" "public" {
  db_instance_identifier = "orders"
  db_snapshot_identifier = "public"
  shared_accounts        = ["all"]
}

resource "aws_db_cluster_snapshot" "public" {
  db_cluster_identifier          = "orders"
  db_cluster_snapshot_identifier = "public"
  shared_accounts                = ["123456789012", "all"]
}

resource "aws_db_snapshot" "later" {
  db_instance_identifier = "orders"
  db_snapshot_identifier = "later"
  shared_accounts        = [terraform_data.later.output ? "all" : "123456789012"]
}

use crate::conformance::case::{Case, Change, NOTHING};

pub(super) const CASE: Case = Case {
    kind: "aws_key_pair",
    hcl: r#"
resource "aws_key_pair" "commented" {
  key_name   = "key pair/of somebody"
  public_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIaObNADmcnW9UehYoS3I0jcqYUnpQSMR3DngxzpY3WM someone@somewhere"
  tags       = { Env = "prod", "cost center" = "a/b" }
}
resource "aws_key_pair" "rsa" {
  key_name_prefix = "key-pair-"
  public_key      = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQDNL8V/wUtKougbOMLTynU15VtOT24joWud2EAZBCUEiG1rpmrwY+hhW3mmjKK2H8qcgXRYroKHVO2KJVNLEL1lbZNbonvj8s14pdJoMfi+WklyY/KIgDreBiSPqRR4xEcAbh0Ou6PmA71nEMOG3iWJmX+9ZCETI2E7XUB7agCqgNEhIQAVecO5vk0cEL7ww+GyXz/8yGe5gmh7jUyQbU85wwUJbvPuvVQ/0PkJJUlrnPGIAd4mI6qz1RBAr3Oxo51wauuE78qxUmwTQoEzMka28fZNAYVeHYn+/lWfjwYIJY2D7Al54rMbLMDG2Q0ly00MHQ/SzVY+Pal3O9++lCjZ"
}
"#,
    changes: &[
        Change {
            name: "tags changed, added and removed",
            on: "aws_key_pair.commented",
            statements: r#"
ec2 = client("ec2")
pair = ec2.describe_key_pairs(KeyNames=[id])["KeyPairs"][0]["KeyPairId"]
ec2.create_tags(Resources=[pair], Tags=[{"Key": "Env", "Value": "test"}, {"Key": "a", "Value": ""}])
ec2.delete_tags(Resources=[pair], Tags=[{"Key": "cost center"}])"#,
            drift: &["tags.Env", "tags.a", "tags[\"cost center\"]"],
        },
        Change {
            name: "tags given to a key without any",
            on: "aws_key_pair.rsa",
            statements: r#"
ec2 = client("ec2")
pair = ec2.describe_key_pairs(KeyNames=[id])["KeyPairs"][0]["KeyPairId"]
ec2.create_tags(Resources=[pair], Tags=[{"Key": "Name", "Value": "x"}])"#,
            drift: &["tags.Name"],
        },
    ],
    unseen: &[
        (
            "ec2:DeleteKeyPair",
            "a key that is imported again has a new `key_pair_id`; see the type's own tests",
        ),
        ("ec2:ImportKeyPair", "the same"),
    ],
    by_hand: &["create-tags", "delete-tags"],
    ..NOTHING
};

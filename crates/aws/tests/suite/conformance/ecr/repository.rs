use crate::conformance::case::{Case, Change, NOTHING};

pub(super) const CASE: Case = Case {
    kind: "aws_ecr_repository",
    hcl: r#"
resource "aws_ecr_repository" "repository_plain" {
  name = "conformance/plain"
}
resource "aws_kms_key" "repository" {}
resource "aws_ecr_repository" "repository_full" {
  name                 = "conformance/full-1_a.b"
  image_tag_mutability = "IMMUTABLE"
  force_delete         = true
  image_scanning_configuration {
    scan_on_push = true
  }
  encryption_configuration {
    encryption_type = "KMS"
    kms_key         = aws_kms_key.repository.arn
  }
  tags = { Env = "prod", "cost center" = "a/b" }
}
"#,
    changes: &[
        Change {
            name: "tags may be overwritten, and nothing is scanned",
            on: "aws_ecr_repository.repository_full",
            statements: r#"
ecr = client("ecr")
ecr.put_image_tag_mutability(repositoryName=id, imageTagMutability="MUTABLE")
ecr.put_image_scanning_configuration(
    repositoryName=id, imageScanningConfiguration={"scanOnPush": False})"#,
            drift: &[
                "image_scanning_configuration[0].scan_on_push",
                "image_tag_mutability",
            ],
        },
        Change {
            name: "some tags may be overwritten",
            on: "aws_ecr_repository.repository_full",
            statements: r#"
client("ecr").put_image_tag_mutability(
    repositoryName=id, imageTagMutability="IMMUTABLE_WITH_EXCLUSION",
    imageTagMutabilityExclusionFilters=[{"filterType": "WILDCARD", "filter": "prod-*"}])"#,
            drift: &[
                "image_tag_mutability",
                "image_tag_mutability_exclusion_filter[prod-*]",
            ],
        },
        Change {
            name: "a tag changed, one removed and one added",
            on: "aws_ecr_repository.repository_full",
            statements: r#"
arn = client("ecr").describe_repositories(repositoryNames=[id])["repositories"][0]["repositoryArn"]
tags = [{"Key": "Env", "Value": "test"}, {"Key": "x.y", "Value": ""}]
client("ecr").tag_resource(resourceArn=arn, tags=tags)
client("ecr").untag_resource(resourceArn=arn, tagKeys=["cost center"])"#,
            drift: &["tags.Env", "tags[\"cost center\"]", "tags[\"x.y\"]"],
        },
        Change {
            name: "no tag may be overwritten",
            on: "aws_ecr_repository.repository_plain",
            // Scanning is not turned on: the SDK leaves out `scanOnPush` to turn it off, as AWS documents
            // its default, and the emulator then changes nothing.
            statements: r#"
client("ecr").put_image_tag_mutability(repositoryName=id, imageTagMutability="IMMUTABLE")"#,
            drift: &["image_tag_mutability"],
        },
    ],
    by_hand: &[
        "put-image-scanning-configuration",
        "put-image-tag-mutability",
        "tag-resource",
        "untag-resource",
    ],
    ..NOTHING
};

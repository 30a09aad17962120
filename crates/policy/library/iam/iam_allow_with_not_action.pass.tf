# To deny all but a few things is what the elements are for.
resource "aws_iam_policy" "with_mfa" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::acme-data/*" },
      {
        Effect    = "Deny"
        NotAction = ["iam:ListMFADevices", "iam:EnableMFADevice"]
        Resource  = "*"
        Condition = { BoolIfExists = { "aws:MultiFactorAuthPresent" = "false" } }
      },
      { Effect = "Deny", Action = "s3:*", NotResource = "arn:aws:s3:::acme-data/*" },
    ]
  })
}

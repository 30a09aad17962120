"""Corrects answers of moto that stray from the AWS API reference.

boto3 and Terraform do not look at the name of an answer's outermost element; SDKs generated from
AWS's own model refuse a wrong one.
"""

from moto.core.serialize import S3Serializer

# What moto 5.2.5 calls it -> "Response Syntax" of the operation in the S3 API reference.
ROOTS = {
    "GetBucketAccelerateConfigurationResponse": "AccelerateConfiguration",
    "GetBucketNotificationResponse": "NotificationConfiguration",
    "GetBucketVersioningResponse": "VersioningConfiguration",
}


def correct():
    """From now on."""
    serialize = S3Serializer._serialize_body

    def corrected(self, body):
        return serialize(self, {ROOTS.get(root, root): value for root, value in body.items()})

    S3Serializer._serialize_body = corrected

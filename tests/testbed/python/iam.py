"""IAM, where a test asks for it: the policies that moto keeps, evaluated for the action and the ARN
that AWS would ask for.

moto's own enforcement knows no ARN of EC2 and takes some operations of S3 for others. What IAM calls
an operation and what it can be granted on: "Actions, resources, and condition keys" of each service
in the Service Authorization Reference. Session policies are not looked at.
"""

import threading
import urllib.parse

from moto.iam.access_control import IAMPolicy, PermissionResult, create_access_key

import actions

ACCOUNT = "123456789012"
OWNER = "testbed"
# Where IAM has another word than the API.
ACTIONS = {
    "s3:DeleteBucketCors": "s3:PutBucketCORS",
    "s3:DeleteBucketEncryption": "s3:PutEncryptionConfiguration",
    "s3:DeleteBucketLifecycle": "s3:PutLifecycleConfiguration",
    "s3:DeleteBucketOwnershipControls": "s3:PutBucketOwnershipControls",
    "s3:DeleteBucketTagging": "s3:PutBucketTagging",
    "s3:DeletePublicAccessBlock": "s3:PutBucketPublicAccessBlock",
    "s3:GetBucketAccelerateConfiguration": "s3:GetAccelerateConfiguration",
    "s3:GetBucketCors": "s3:GetBucketCORS",
    "s3:GetBucketEncryption": "s3:GetEncryptionConfiguration",
    "s3:GetBucketLifecycleConfiguration": "s3:GetLifecycleConfiguration",
    "s3:GetBucketNotificationConfiguration": "s3:GetBucketNotification",
    "s3:GetObjectLockConfiguration": "s3:GetBucketObjectLockConfiguration",
    "s3:GetPublicAccessBlock": "s3:GetBucketPublicAccessBlock",
    "s3:ListBuckets": "s3:ListAllMyBuckets",
    "s3:ListObjectsV2": "s3:ListBucket",
    "s3:PutBucketAccelerateConfiguration": "s3:PutAccelerateConfiguration",
    "s3:PutBucketCors": "s3:PutBucketCORS",
    "s3:PutBucketEncryption": "s3:PutEncryptionConfiguration",
    "s3:PutBucketLifecycleConfiguration": "s3:PutLifecycleConfiguration",
    "s3:PutBucketNotificationConfiguration": "s3:PutBucketNotification",
    "s3:PutObjectLockConfiguration": "s3:PutBucketObjectLockConfiguration",
    "s3:PutPublicAccessBlock": "s3:PutBucketPublicAccessBlock",
}


class Iam:
    """Refuses what no policy of the caller allows, and remembers what was asked of whom."""

    def __init__(self):
        self._lock = threading.Lock()
        self.enforced = False
        self.asked = {}

    def refuse(self, call, environ):
        """The fault of a call that is not allowed, else None. The emulator's owner may do all."""
        if not self.enforced or call.action == "sts:GetCallerIdentity":
            return None
        signed = environ.get("HTTP_AUTHORIZATION", "")
        key_id = signed.partition("Credential=")[2].partition("/")[0]
        if key_id in ("", OWNER):
            return None
        token = environ.get("HTTP_X_AMZ_SECURITY_TOKEN")
        headers = {"X-Amz-Security-Token": token} if token else {}
        caller = create_access_key(ACCOUNT, "aws", key_id, headers)
        action = ACTIONS.get(call.action, call.action)
        resource = _resource(call, environ)
        policies = [IAMPolicy(policy) for policy in caller.collect_policies()]
        results = [policy.is_action_permitted(action, resource) for policy in policies]
        allowed = PermissionResult.PERMITTED in results and PermissionResult.DENIED not in results
        with self._lock:
            who = self.asked.setdefault(caller.arn.split(":")[-1].split("/")[1], {})
            who.setdefault("allowed" if allowed else "denied", set()).add(action)
        return None if allowed else "deny"

    def answer(self):
        with self._lock:
            return {who: {k: sorted(v) for k, v in asked.items()} for who, asked in self.asked.items()}


def _resource(call, environ):
    if call.service == "s3":
        path = urllib.parse.unquote(environ["PATH_INFO"]).strip("/")
        return f"arn:aws:s3:::{path}" if path else "*"
    if call.protocol not in ("ec2", "query"):
        return "*"
    form = urllib.parse.parse_qs(actions._body(environ).decode("utf-8", "replace"))
    if call.service == "sts":
        return form.get("RoleArn", ["*"])[0]
    if call.operation.startswith("Describe"):
        return "*"
    region = environ["HTTP_AUTHORIZATION"].split("/")[2]
    group = (form.get("GroupId") or form.get("ResourceId.1") or ["*"])[0]
    return f"arn:aws:ec2:{region}:{ACCOUNT}:security-group/{group}"

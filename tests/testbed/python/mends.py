"""What moto keeps and does not answer, answered as AWS does; and what takes it too long."""

import json
import re

from moto import backends
from moto.cloudtrail.responses import CloudTrailResponse
from moto.s3.responses import S3Response
from moto.sqs.models import Queue


def mend():
    _list_folders_once()
    _event_bridge()
    _redrive_policy()
    _trails_by_name()


def _list_folders_once():
    """moto lists its own folders at each request, which takes as long as the answer."""
    names = frozenset(backends.list_of_moto_modules())
    backends.list_of_moto_modules = lambda: names


def _redrive_policy():
    """Without spaces, or Terraform sees a change: `RedrivePolicy` of `SetQueueAttributes`, SQS API
    reference."""
    answer = Queue.attributes

    def attributes(self):
        all_of_them = answer.fget(self)
        if self.redrive_policy:
            all_of_them["RedrivePolicy"] = json.dumps(self.redrive_policy, separators=(",", ":"))
        return all_of_them

    Queue.attributes = property(attributes)


def _event_bridge():
    """EventBridge notifications of a bucket: `GetBucketNotificationConfiguration`, S3 API reference."""
    answer = S3Response.get_bucket_notification

    def get_bucket_notification(self):
        status, headers, body = answer(self)
        kept = self.backend.get_bucket_notification_configuration(self.bucket_name)
        if kept and kept.event_bridge is not None:
            text = body if isinstance(body, str) else body.decode()
            # The root stands last; it may be closed where it is opened.
            body = re.sub(
                r"<(\w+)([^<>]*)/>\s*$", r"<\1\2><EventBridgeConfiguration/></\1>", text
            )
            if body == text:
                body = re.sub(r"(</\w+>\s*)$", r"<EventBridgeConfiguration/>\1", text)
        return status, headers, body

    S3Response.get_bucket_notification = get_bucket_notification


def _trails_by_name():
    """moto answers every trail whatever is asked for: `trailNameList` of `DescribeTrails`, CloudTrail API
    reference. It takes names and ARNs."""
    answer = CloudTrailResponse.describe_trails

    def describe_trails(self):
        trails = json.loads(answer(self))["trailList"]
        wanted = self._get_param("trailNameList")
        if wanted:
            trails = [trail for trail in trails if {trail["Name"], trail["TrailARN"]} & set(wanted)]
        return json.dumps({"trailList": trails})

    CloudTrailResponse.describe_trails = describe_trails

"""The event history of CloudTrail: who made which write call on what. moto keeps none.

`LookupEvents`, CloudTrail API reference. A resource is found by its name or id anywhere in the request
or the answer, and its events are there at once; AWS takes minutes.
"""

import collections
import json
import re
import threading
import time
import urllib.parse

from moto.iam.access_control import create_access_key

import actions

READS = re.compile(r"(Batch)?(Get|List|Describe|Head|Lookup|Assume)")
# Most events that are kept.
KEPT = 5000
# Most bytes of a request or an answer that are searched.
SEARCHED = 20_000


class Records:
    def __init__(self):
        self._lock = threading.Lock()
        self._events = collections.deque(maxlen=KEPT)

    def wanted(self, call):
        return not READS.match(call.operation)

    def keep(self, call, environ, asked, answered):
        who = _caller(environ)
        place = environ["PATH_INFO"] + "?" + environ.get("QUERY_STRING", "")
        parts = [place, asked[:SEARCHED].decode("utf-8", "replace"),
                 answered[:SEARCHED].decode("utf-8", "replace")]
        event = {
            "EventId": str(len(self._events)),
            "EventName": call.operation,
            "EventSource": f"{call.service}.amazonaws.com",
            "EventTime": time.time(),
            "ReadOnly": "false",
            "Username": who.rpartition("/")[2],
            "CloudTrailEvent": json.dumps({"userIdentity": {"arn": who}}),
        }
        with self._lock:
            self._events.appendleft((urllib.parse.unquote_plus("\n".join(parts)), event))

    def look_up(self, body):
        """The answer to a request: newest first."""
        asked = json.loads(body)
        name = asked["LookupAttributes"][0]["AttributeValue"]
        since = asked.get("StartTime", 0)
        named = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])")
        with self._lock:
            found = [event for text, event in self._events
                     if event["EventTime"] >= since and named.search(text)]
        return json.dumps({"Events": found[: asked.get("MaxResults", 50)]}).encode()


def _caller(environ):
    signed = environ.get("HTTP_AUTHORIZATION", "")
    key_id = signed.partition("Credential=")[2].partition("/")[0]
    token = environ.get("HTTP_X_AMZ_SECURITY_TOKEN")
    headers = {"X-Amz-Security-Token": token} if token else {}
    try:
        return create_access_key("123456789012", "aws", key_id, headers).arn
    except Exception:  # keys that moto did not give out, such as the emulator's owner's
        return f"arn:aws:iam::123456789012:user/{key_id or 'anonymous'}"

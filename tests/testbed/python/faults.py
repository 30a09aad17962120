"""Errors on demand, in the form in which AWS would send them."""

import fnmatch
import json
import threading

# kind -> protocol -> (HTTP status, error code)
CODES = {
    "deny": {
        "ec2": (403, "UnauthorizedOperation"),
        "query": (403, "AccessDenied"),
        "s3": (403, "AccessDenied"),
        "json": (400, "AccessDeniedException"),
        "rest-json": (403, "AccessDeniedException"),
    },
    "throttle": {
        "ec2": (503, "RequestLimitExceeded"),
        "query": (400, "Throttling"),
        "s3": (503, "SlowDown"),
        "json": (400, "ThrottlingException"),
        "rest-json": (429, "TooManyRequestsException"),
    },
    "expire": {
        "ec2": (400, "RequestExpired"),
        "query": (403, "ExpiredToken"),
        "s3": (400, "ExpiredToken"),
        "json": (400, "ExpiredTokenException"),
        "rest-json": (403, "ExpiredTokenException"),
    },
    "outage": {
        "ec2": (500, "InternalError"),
        "query": (500, "InternalFailure"),
        "s3": (500, "InternalError"),
        "json": (500, "InternalServerError"),
        "rest-json": (500, "ServiceException"),
    },
}
MESSAGES = {
    "deny": "User: arn:aws:iam::123456789012:user/testbed is not authorized to perform: {action}",
    "throttle": "Rate exceeded",
    "expire": "The security token included in the request is expired",
    "outage": "An internal error has occurred",
}


class Faults:
    """Which calls fail, how, and how many times more."""

    def __init__(self):
        self._lock = threading.Lock()
        self._faults = []

    def add(self, kind, pattern, times, skip):
        """The next `times` calls of `pattern` (None: all of them) fail, after `skip` good ones."""
        if kind not in CODES:
            raise ValueError(f"unknown fault {kind!r}; one of {sorted(CODES)}")
        with self._lock:
            self._faults.append({"kind": kind, "pattern": pattern, "times": times, "skip": skip})

    def clear(self):
        with self._lock:
            self._faults.clear()

    def strike(self, call):
        """The kind of fault that this call gets, or None. Uses one of its times up."""
        with self._lock:
            for fault in self._faults:
                if not fnmatch.fnmatchcase(call.action, fault["pattern"]) or fault["times"] == 0:
                    continue
                if fault["skip"] > 0:
                    fault["skip"] -= 1
                    continue
                if fault["times"] is not None:
                    fault["times"] -= 1
                return fault["kind"]
        return None


def response(kind, call):
    """Status, headers and body of the error answer to `call`."""
    status, code = CODES[kind][call.protocol]
    message = MESSAGES[kind].format(action=call.action)
    if call.protocol == "ec2":
        body = f"<Response><Errors>{_error(code, message)}</Errors><RequestID>testbed</RequestID></Response>"
    elif call.protocol == "query":
        body = f"<ErrorResponse>{_error(code, message)}<RequestId>testbed</RequestId></ErrorResponse>"
    elif call.protocol == "s3":
        body = f'<?xml version="1.0" encoding="UTF-8"?>\n{_error(code, message)}'
    else:
        body = json.dumps({"__type": code, "message": message})
    xml = call.protocol in ("ec2", "query", "s3")
    headers = [
        ("Content-Type", "text/xml" if xml else "application/x-amz-json-1.1"),
        ("Content-Length", str(len(body.encode()))),
        ("x-amzn-RequestId", "testbed"),
        ("x-amzn-ErrorType", code),
    ]
    return f"{status} {code}", headers, body.encode()


def _error(code, message):
    return f"<Error><Code>{code}</Code><Message>{message}</Message></Error>"

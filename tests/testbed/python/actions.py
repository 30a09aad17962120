"""Names the API operation of a request, as `service:Operation`.

JSON and query protocols carry the name. For REST protocols it is found by matching the request
against the operations of botocore's own service model, so that `GET /bucket?policy` is counted as
`s3:GetBucketPolicy`.
"""

import functools
import io
import re
import urllib.parse

import botocore.session

SIGNER = re.compile(r"Credential=[^/]+/[^/]+/[^/]+/([^/,]+)/aws4_request")
SESSION = botocore.session.get_session()


class Call:
    """One request: the signing name of its service, the operation, and the wire protocol."""

    def __init__(self, service, operation, protocol):
        self.service = service
        self.operation = operation
        self.protocol = protocol

    @property
    def action(self):
        return f"{self.service}:{self.operation}"


def identify(environ):
    """The call that a WSGI request makes. The body, where it had to be read, is put back."""
    signed = SIGNER.search(environ.get("HTTP_AUTHORIZATION", ""))
    service = signed.group(1) if signed else "anonymous"
    target = environ.get("HTTP_X_AMZ_TARGET")
    if target:
        return Call(service, target.rpartition(".")[2], "json")
    if environ.get("HTTP_SMITHY_PROTOCOL"):
        return Call(service, environ["PATH_INFO"].rpartition("/")[2], "json")
    if "x-www-form-urlencoded" in environ.get("CONTENT_TYPE", ""):
        form = urllib.parse.parse_qs(_body(environ).decode("utf-8", "replace"))
        if "Action" in form:
            return Call(service, form["Action"][0], "ec2" if service == "ec2" else "query")
    return _identify_rest(service, environ)


def _body(environ):
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = io.BytesIO(body)
    return body


def _identify_rest(service, environ):
    path = environ["PATH_INFO"]
    model = "s3control" if service == "s3" and path.startswith("/v20180820/") else service
    query = urllib.parse.parse_qs(environ.get("QUERY_STRING", ""), keep_blank_values=True)
    candidates = [op for op in _operations(model) if op.matches(environ, query)]
    protocol = "s3" if service.startswith("s3") else "rest-json"
    if candidates:
        return Call(service, max(candidates, key=lambda op: op.precision).name, protocol)
    return Call(service, f"{environ['REQUEST_METHOD']} {path}", protocol)


class RestOperation:
    """An operation's method, path pattern and the query keys and headers that it must have."""

    def __init__(self, name, definition, shapes):
        http = definition["http"]
        path, _, query = http["requestUri"].partition("?")
        self.name = name
        self.method = http["method"]
        self.path = re.compile(_path_pattern(path) + "/?")
        self.query = dict(urllib.parse.parse_qsl(query, keep_blank_values=True))
        self.headers = []
        shape = shapes.get(definition.get("input", {}).get("shape"), {})
        for member in shape.get("required", []):
            place = shape["members"][member]
            if place.get("location") == "querystring":
                self.query.setdefault(place["locationName"], "")
            elif place.get("location") == "header":
                self.headers.append("HTTP_" + place["locationName"].upper().replace("-", "_"))
        literal = len(re.sub(r"\{[^}]*\}", "", path))
        current = not definition.get("deprecated", False)
        self.precision = (literal, len(self.query), len(self.headers), current)

    def matches(self, environ, query):
        return (
            self.method == environ["REQUEST_METHOD"]
            and self.path.fullmatch(environ["PATH_INFO"]) is not None
            and all(k in query and v in ("", query[k][0]) for k, v in self.query.items())
            and all(header in environ for header in self.headers)
        )


def _path_pattern(path):
    pattern = ""
    for part in re.split(r"(\{[^}]*\})", path):
        if part.startswith("{"):
            pattern += ".+" if part.endswith("+}") else "[^/]+"
        else:
            pattern += re.escape(part)
    return pattern


@functools.lru_cache(maxsize=None)
def _operations(service):
    try:
        model = SESSION.get_component("data_loader").load_service_model(service, "service-2")
    except Exception:  # botocore has no service of that name: the path stands for the operation
        return []
    if not model["metadata"]["protocol"].startswith("rest"):
        return []
    return [RestOperation(n, d, model["shapes"]) for n, d in model["operations"].items()]

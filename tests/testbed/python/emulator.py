"""moto behind an exact counter of API calls, with faults on demand.

Binds to a free port of 127.0.0.1 and prints it on stdout as one line of JSON. Ends when its
standard input closes, and so with the process that started it.

    GET    /testbed/requests    {"service:Operation": count}
    DELETE /testbed/requests    sets the counts to nothing
    POST   /testbed/faults      {"kind", "action", "times", "skip"}
    DELETE /testbed/faults
    POST   /testbed/iam         from now on, policies decide
    GET    /testbed/iam         {"user or role": {"allowed": [action], "denied": [action]}}

A call with the header `X-Testbed-Fault` gets the fault that it names.
"""

import collections
import io
import json
import os
import sys
import threading

from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server

import actions
import faults
import iam
import mends
import records


class Counter:
    """Counts calls in front of moto; every attempt of a client counts, retries too."""

    def __init__(self, backend):
        self.backend = backend
        self.counts = collections.Counter()
        self.lock = threading.Lock()
        self.one_at_a_time = threading.Lock()
        self.faults = faults.Faults()
        self.iam = iam.Iam()
        self.records = records.Records()

    def __call__(self, environ, start_response):
        path = environ["PATH_INFO"]
        if path.startswith("/testbed/"):
            return self.control(path, environ, start_response)
        if path.startswith("/moto-api/"):
            return self.backend(environ, start_response)
        call = actions.identify(environ)
        with self.lock:
            self.counts[call.action] += 1
        fault = environ.get("HTTP_X_TESTBED_FAULT") or self.faults.strike(call)
        fault = fault or self.iam.refuse(call, environ)
        if fault is None and call.action == "cloudtrail:LookupEvents":
            return _json(self.records.look_up(_drain(environ)), start_response)
        if fault is None:
            return self.recorded(call, environ, start_response)
        _drain(environ)
        status, headers, body = faults.response(fault, call)
        start_response(status, headers)
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]

    def answered(self, environ, start_response):
        """moto is no match for two calls at once: one that fails half-way is sent again, and finds half
        of its work done."""
        with self.one_at_a_time:
            return self.backend(environ, start_response)

    def recorded(self, call, environ, start_response):
        """What moto answers, kept in the event history where the call changes something."""
        asked = _drain(environ)
        environ["wsgi.input"] = io.BytesIO(asked)
        environ["CONTENT_LENGTH"] = str(len(asked))
        if not self.records.wanted(call):
            return self.answered(environ, start_response)
        statuses = []

        def note(status, headers, *rest):
            statuses.append(status)
            return start_response(status, headers, *rest)

        answered = b"".join(self.answered(environ, note))
        if statuses[0].startswith("2"):
            self.records.keep(call, environ, asked, answered)
        return [answered]

    def control(self, path, environ, start_response):
        command = (environ["REQUEST_METHOD"], path)
        answer = {}
        if command == ("GET", "/testbed/requests"):
            with self.lock:
                answer = dict(self.counts)
        elif command == ("DELETE", "/testbed/requests"):
            with self.lock:
                self.counts.clear()
        elif command == ("POST", "/testbed/faults"):
            fault = json.loads(_drain(environ))
            self.faults.add(fault["kind"], fault["action"], fault["times"], fault["skip"])
        elif command == ("DELETE", "/testbed/faults"):
            self.faults.clear()
        elif command == ("POST", "/testbed/iam"):
            _drain(environ)
            self.iam.enforced = True
        elif command == ("GET", "/testbed/iam"):
            answer = self.iam.answer()
        else:
            start_response("404 NOT FOUND", [("Content-Length", "0")])
            return [b""]
        return _json(json.dumps(answer, sort_keys=True).encode(), start_response)


def _json(body, start_response):
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
    start_response("200 OK", headers)
    return [body]


def _drain(environ):
    """The whole body: one left unread would be taken for the next request."""
    if environ.get("wsgi.input_terminated"):
        return environ["wsgi.input"].read()
    return environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))


class Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, *_args, **_kwargs):
        pass


def _end_with_parent():
    while sys.stdin.buffer.read(4096):
        pass
    os._exit(0)


def main():
    mends.mend()
    app = Counter(DomainDispatcherApplication(create_backend_app))
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    print(json.dumps({"port": server.server_port}), flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()

"""Runs statements, one JSON string a line, and answers each with what it printed or its traceback.

Names stay from one line to the next; `client` is boto3's. Ends when its standard input closes.
"""

import contextlib
import io
import json
import sys
import traceback

import boto3

names = {"client": boto3.client}
for line in sys.stdin:
    printed = io.StringIO()
    answer = {}
    try:
        with contextlib.redirect_stdout(printed):
            exec(json.loads(line), names)
    except Exception:
        answer["traceback"] = traceback.format_exc()
    answer["printed"] = printed.getvalue()
    print(json.dumps(answer), flush=True)

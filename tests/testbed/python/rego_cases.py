"""Asks a second engine for Rego (rego-cpp) what the cases of `crates/policy/tests/rego` ask ours.

The engine prints what it likes, and may crash: so it answers in a process of its own, which reads
cases and writes answers, a line of JSON each.

`rego_cases.py DIR` prints every case whose answer differs, and ends with 1 if there is one. What our
loader refuses is left out, as is a case with `second:`, which says why the engine differs there.
"""

import json
import os
import pathlib
import re
import subprocess
import sys

import regopy
import yaml
from regopy.rego_shared import NodeKind


class Loader(yaml.SafeLoader):
    """YAML 1.2, to which `on` and `y` are words."""


Loader.yaml_implicit_resolvers = {
    first: [pair for pair in pairs if pair[0] not in ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp")]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), list("tf"))


def found(node):
    """What the engine answers, as cases write it."""
    if node.kind in (NodeKind.Term, NodeKind.Scalar):
        return found(node.at(0))
    if node.kind == NodeKind.Array:
        return [found(node.at(i)) for i in range(len(node))]
    if node.kind == NodeKind.Set:
        return {"$set": [found(child) for child in node._children.values()]}
    if node.kind == NodeKind.Object:
        return {"$object": [[json.loads(name), found(child)] for name, child in node._children.items()]}
    return json.loads(node.json())


def answer(case):
    """The answer to one case: a kind, a value and what was said."""
    engine = regopy.Interpreter()
    engine.strict_builtin_errors = True
    texts = [f"package t\n\n{case['rego']}"] if "rego" in case else []
    try:
        for number, text in enumerate(texts + case.get("modules", [])):
            engine.add_module(f"{number}.rego", text)
        engine.set_input_term(json.dumps(case.get("input")))
        # An expression that is false counts as undefined; a name for it does not.
        output = engine.query(f"answer = {case.get('query', 'data.t.p')}")
        if not output.ok():
            return ["error", None, str(output)]
        if str(output) == "undefined":
            return ["undefined", None, "undefined"]
        return ["want", found(output.binding("answer")), str(output)]
    except Exception as error:
        return ["error", None, str(error)]


def serve():
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    for line in sys.stdin:
        replies.write(json.dumps(answer(json.loads(line))) + "\n")
        replies.flush()


class Engine:
    """The process that answers, begun again after a crash."""

    def __init__(self):
        self._process = None

    def ask(self, case):
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                [sys.executable, __file__],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                encoding="utf-8",
            )
        self._process.stdin.write(json.dumps(case) + "\n")
        self._process.stdin.flush()
        reply = self._process.stdout.readline()
        if not reply:
            self._process.wait()
            return ["crash", None, "the engine crashed"]
        return json.loads(reply)

    def end(self):
        if self._process is not None:
            self._process.stdin.close()
            self._process.wait()


def same(value):
    """A value in a form in which equal ones are equal, sets in any order."""
    if isinstance(value, dict):
        if list(value) == ["$set"]:
            return ("set", frozenset(map(same, value["$set"])))
        pairs = value["$object"] if list(value) == ["$object"] else value.items()
        return ("object", frozenset((same(k), same(v)) for k, v in pairs))
    if isinstance(value, list):
        return ("array", tuple(map(same, value)))
    if isinstance(value, (bool, str)) or value is None:
        return (type(value).__name__, value)
    return ("number", value)


def holds(case, kind, value):
    if "want" in case:
        return kind == "want" and same(value) == same(case["want"])
    # What a builtin refuses is undefined in OPA, unless it is asked to be strict.
    return kind in (["undefined"] if case.get("undefined") else ["error", "undefined"])


def main(directory):
    engine, asked, differing = Engine(), 0, []
    for path in sorted(pathlib.Path(directory).glob("*.yaml")):
        for case in yaml.load(path.read_text(encoding="utf-8"), Loader):
            if "refused" in case or "second" in case:
                continue
            asked += 1
            kind, value, said = engine.ask(case)
            if not holds(case, kind, value):
                differing.append(f"{path.name}: {case['name']}: {' '.join(said.split())[:300]}")
    engine.end()
    print(*differing, f"{len(differing)} of {asked} cases differ", sep="\n")
    return 1 if differing or not asked else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]) if sys.argv[1:] else serve())

"""Pytest plugin: one JSON line per test to the file named by ETUDE_REPORT. Loaded with `-p etude_pytest`."""

import json
import os
import platform
import traceback

import pytest

MESSAGE_CHARS = 16000
FRAMES = 50


def pytest_configure(config):
    path = os.environ.get("ETUDE_REPORT")
    # Workers of a distributed run report through their controller.
    if path and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Reporter(path, str(config.rootpath)), "etude-reporter")


class Reporter:
    def __init__(self, path, root):
        self.path = path
        self.root = root
        self.sides = None
        self.failures = {}
        self.errors = {}
        self.phases = {}

    def write(self, entry):
        with open(self.path, "a", encoding="utf-8") as out:
            out.write(json.dumps(entry) + "\n")

    def pytest_sessionstart(self):
        self.write({"t": "start", "version": "Python " + platform.python_version() + ", pytest " + pytest.__version__})

    def pytest_sessionfinish(self):
        self.write({"t": "end"})

    def pytest_assertrepr_compare(self, op, left, right):
        """Remembers the two sides of the comparison that is about to fail; leaves the message to pytest."""
        if op == "==":
            self.sides = {"actual": safe_repr(left), "expected": safe_repr(right)}

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_makereport(self, item, call):
        sides, self.sides = self.sides, None
        outcome = yield
        report = outcome.get_result()
        if report.failed and call.excinfo is not None:
            failure = describe(call.excinfo.value, call.excinfo.tb)
            if sides and isinstance(call.excinfo.value, AssertionError):
                failure.update(sides)
            self.failures[report.nodeid] = failure

    def pytest_runtest_logreport(self, report):
        phases = self.phases.setdefault(report.nodeid, [])
        phases.append(report)
        if report.when != "teardown":
            return
        del self.phases[report.nodeid]
        entry = {"t": "test", "ms": 1000 * sum(each.duration for each in phases)}
        entry["file"], entry["path"] = self.place(report.nodeid)
        if any(each.failed for each in phases):
            entry["status"] = "failed"
            failed = next(each for each in phases if each.failed)
            entry["failure"] = self.failures.pop(report.nodeid, None) or {"message": str(failed.longrepr)[:MESSAGE_CHARS]}
        elif any(each.skipped for each in phases):
            entry["status"] = "skipped"
        else:
            entry["status"] = "passed"
        self.write(entry)

    @pytest.hookimpl(hookwrapper=True)
    def pytest_make_collect_report(self, collector):
        outcome = yield
        report = outcome.get_result()
        call = getattr(report, "call", None)
        if report.failed and call is not None and call.excinfo is not None:
            self.errors[report.nodeid] = call.excinfo.value

    def pytest_collectreport(self, report):
        if not report.failed:
            return
        error = self.errors.pop(report.nodeid, None)
        # Pytest wraps errors of the import in one of its own.
        cause = getattr(error, "__cause__", None) or error
        if cause is not None:
            failure = describe(cause, cause.__traceback__)
        else:
            failure = {"message": str(report.longrepr)[:MESSAGE_CHARS]}
        self.write({"t": "broken", "file": self.place(report.nodeid)[0], "kind": "load", "failure": failure})

    def place(self, nodeid):
        file, *path = nodeid.split("::")
        return os.path.join(self.root, file), path or [nodeid]


def describe(error, tb):
    """Message, class and frames of an error, innermost frame first."""
    frames = [
        {"file": each.filename, "line": each.lineno or 1, "function": each.name}
        for each in reversed(traceback.extract_tb(tb)[-FRAMES:])
    ]
    if isinstance(error, SyntaxError) and error.filename and error.lineno:
        frames.insert(0, {"file": error.filename, "line": error.lineno})
    try:
        message = str(error)
    except Exception:
        message = "the test failed with an error that cannot be read"
    return {"message": (message or type(error).__name__)[:MESSAGE_CHARS], "error": type(error).__name__, "frames": frames}


def safe_repr(value):
    try:
        return repr(value)[:4000]
    except Exception:
        return "<" + type(value).__name__ + " that cannot be printed>"

"""The folder that install.py fills: made, found usable or made afresh; and what pip says, in plain words.

Like install.py it must be readable by Pythons that are too old to run it.
"""

import glob
import json
import os
import shutil
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

# What pip's log holds -> what to say. The first that matches speaks.
EXPLANATIONS = [
    (
        ["No space left on device", "Disk quota exceeded"],
        "The disk is full: free about 2 GB and run the same command again.",
    ),
    (
        ["No module named pip"],
        "This environment has no pip: remove its folder, or run 'python -m ensurepip' in it, and try again.",
    ),
    (
        ["DO NOT MATCH THE HASHES"],
        (
            "A downloaded package is not the one that was locked (a damaged download, or a mirror that "
            "changed it), so it was not installed: run the same command again, without a mirror."
        ),
    ),
    (
        ["CERTIFICATE_VERIFY_FAILED"],
        (
            "The certificate of the package index is not trusted here (often a company's proxy): set "
            "PIP_CERT to your organisation's certificate file and run the same command again."
        ),
    ),
    (
        [
            "NewConnectionError",
            "Failed to establish",
            "ConnectTimeout",
            "Connection refused",
            "ConnectionResetError",
            "Connection broken",
            "name resolution",
            "Network is unreachable",
            "ProxyError",
            "Read timed out",
        ],
        (
            "The packages could not be downloaded: connect to the Internet (behind a proxy set "
            "HTTPS_PROXY, with a mirror PIP_INDEX_URL) and run the same command again."
        ),
    ),
    (
        ["No matching distribution found"],
        (
            "A package has no ready-made file for this Python or this kind of machine: use a 64-bit "
            "Python 3.11, 3.12 or 3.13."
        ),
    ),
]

# Settings of the caller that would install elsewhere or something else.
# Those of the index, the proxy and the certificate stay.
FOREIGN_SETTINGS = [
    "PYTHONHOME",
    "PYTHONPATH",
    "PIP_TARGET",
    "PIP_PREFIX",
    "PIP_ROOT",
    "PIP_REQUIREMENT",
    "PIP_CONSTRAINT",
    "PIP_NO_BINARY",
    "PIP_ONLY_BINARY",
    "PIP_DRY_RUN",
    "PIP_QUIET",
    "PIP_NO_BUILD_ISOLATION",
]


class Refusal(Exception):
    """One sentence for the person at the keyboard: what is wrong, and what to do."""


def say(text):
    """Print a line at once, also into a pipe."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


class Environment:
    """A folder made by ``python -m venv`` and the note in it that says how far its set-up came."""

    def __init__(self, folder):
        self.folder = os.path.abspath(folder)
        self.note = os.path.join(self.folder, "bpkit-setup.json")
        self.log = os.path.join(self.folder, "bpkit-setup.log")
        scripts, python = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
        self.python = os.path.join(self.folder, scripts, python)
        self.version = "%d.%d" % sys.version_info[:2]
        library = "Lib" if os.name == "nt" else os.path.join("lib", "python" + self.version)
        self.packages = os.path.join(self.folder, library, "site-packages")

    def read(self):
        """The note, or None where none was written or it cannot be read."""
        try:
            with open(self.note) as file:
                return json.load(file)
        except (OSError, ValueError):
            return None

    def write(self, state, known):
        """Write the note whole or not at all: an interrupted write must not look like a finished set-up."""
        note = dict(known, state=state, pid=os.getpid(), folder=self.folder, python=self.version)
        with open(self.note + ".new", "w") as file:
            json.dump(note, file, indent=1)
        os.replace(self.note + ".new", self.note)

    def why_unusable(self, note):
        """Why our own environment cannot be continued with; None if it can."""
        if note["state"] != "ready":
            return "The last set-up did not finish; starting afresh."
        if not os.path.exists(self.python):
            return "The Python behind %s is gone; making it afresh." % self.folder
        if note["folder"] != self.folder:
            return "The project was moved or copied since; making %s afresh." % self.folder
        if note["python"] != self.version:
            return "%s is for Python %s; making it afresh for %s." % (
                self.folder,
                note["python"],
                self.version,
            )
        return None

    def prepare(self):
        """Make the folder, or find it usable; return what is already installed in it."""
        note = self.read()
        if note is not None:
            if note["state"] != "ready" and is_running(note["pid"]):
                raise Refusal("Another set-up of %s is at work (process %d): wait for it." % (self.folder, note["pid"]))
            reason = self.why_unusable(note)
            if reason is None:
                return note
            if not note["made_here"]:
                raise Refusal("%s You made this environment yourself, so it is left alone: remove it." % reason)
            say(reason)
            shutil.rmtree(self.folder)
        elif os.path.exists(self.python):
            say("Using the environment that you made: " + self.folder)
            return {"made_here": False, "installed": {}, "project": ""}
        elif os.path.isdir(self.folder) and os.listdir(self.folder):
            raise Refusal(
                "%s exists, is no environment of this project, and is not empty: move it away or name "
                "another folder with --venv." % self.folder
            )
        say("Making %s with Python %s" % (self.folder, sys.version.split()[0]))
        if not os.path.isdir(self.folder):
            os.makedirs(self.folder)
        empty = {"made_here": True, "installed": {}, "project": ""}
        self.write("installing", empty)
        self.run([sys.executable, "-m", "venv", self.folder], "pip")
        return empty

    def pip(self, arguments, title, expected=0):
        """Run this environment's pip."""
        options = ["--disable-pip-version-check", "--no-input", "--retries", "2"]
        self.run([self.python, "-m", "pip", "install"] + options + arguments, title, expected)

    def run(self, command, title, expected=0):
        """Run a command, its output into the log; show progress; on failure say what it means."""
        environment = {name: value for name, value in os.environ.items() if name not in FOREIGN_SETTINGS}
        environment.update(PIP_USER="0", PYTHONUNBUFFERED="1")
        with open(self.log, "wb") as log:
            process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, cwd=ROOT, env=environment)
            try:
                self.watch(process, title, expected)
            except KeyboardInterrupt:
                process.wait()  # it got the same Ctrl-C
                raise
        if process.returncode:
            raise Refusal(self.explain(title))

    def watch(self, process, title, expected):
        """One line that moves on a terminal; elsewhere a line now and then."""
        moving = sys.stdout.isatty()
        started, told = time.time(), 0.0
        while process.poll() is None:
            time.sleep(0.1)
            now = time.time() - started
            if now - told > (0.5 if moving else 15):
                told = now
                line = "  %s%s, %d s" % (title, self.progress(expected), now)
                sys.stdout.write("\r" + line.ljust(78) if moving else line + "\n")
                sys.stdout.flush()
        line = "  %s: %s in %.0f s" % (
            title,
            "failed" if process.returncode else "done",
            time.time() - started,
        )
        say("\r" + line.ljust(78) if moving else line)

    def progress(self, expected):
        """How many packages pip has found, then how many lie in the environment."""
        if not expected:
            return ""
        if self.log_has(b"Installing collected packages"):
            there = glob.glob(os.path.join(self.packages, "*.dist-info"))
            return ", installed %d of about %d" % (min(len(there), expected), expected)
        return ", fetched %d of about %d" % (min(self.log_has(b"Collecting "), expected), expected)

    def log_has(self, sign):
        """How often the log of the last command holds ``sign``."""
        with open(self.log, "rb") as file:
            return file.read().count(sign)

    def explain(self, title):
        """A sentence for what went wrong, and where to read more."""
        with open(self.log, "rb") as file:
            text = file.read().decode("utf-8", "replace")
        sentence = next((words for signs, words in EXPLANATIONS if any(sign in text for sign in signs)), None)
        if sentence is None:
            errors = [line for line in text.splitlines() if line.strip()][-8:]
            sentence = "This step failed: %s. Its last lines:\n%s\n" % (
                title,
                "\n".join("    " + line for line in errors),
            )
        return "%s (The whole log: %s)" % (sentence, self.log)


def is_running(pid):
    """Whether a process of that number lives. Windows has no harmless way to ask, so there: no."""
    if os.name == "nt" or pid == os.getpid():
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True

"""A stand-in for the service that runs the workflows of CI: their steps in order, in a clone, with actions of its own.

It knows what the workflows here use, and refuses the rest: an action, an expression or a condition that it does not
know is an error of the test.
"""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

ALWAYS = "always() && "
FOUND = re.compile(r"\$\{\{ *(.+?) *\}\}")


@dataclass
class Machine:
    """One job's machine: where it works, what the service tells it, and what happened there.

    Attributes
    ----------
    origin, revision : Path, str
        What the action checkout clones.
    equip : function of Path
        What the action setup-python does here.
    kept : dict of str to Path
        What the action cache finds, by key.
    event : dict of str to str
        Values of expressions, by name.
    path : list of Path
        Folders that come first where programs are looked for.
    """

    folder: Path
    origin: Path
    revision: str
    equip: callable
    kept: dict = field(default_factory=dict)
    event: dict = field(default_factory=dict)
    path: list = field(default_factory=list)
    uploaded: list = field(default_factory=list)
    said: dict = field(default_factory=dict)

    @property
    def summary(self):
        """The file for the summary of a job."""
        return self.folder.with_name("summary.md")

    def evaluated(self, text):
        """A text with the values of its expressions."""
        return FOUND.sub(lambda match: self.event[match[1]], str(text))

    def run(self, job):
        """Run the steps; the names of those that failed. After the first only steps that always run are run."""
        failed = []
        for number, step in enumerate(job["steps"]):
            unknown = set(step) - {"uses", "with", "run", "name", "env", "if"}
            assert not unknown, unknown
            if not self.due(step.get("if", "success()"), failed):
                continue
            name = step.get("name") or step.get("run") or step["uses"].split("@")[0]
            done = self.act(step) if "uses" in step else self.command(step)
            self.said[name] = done.stdout + done.stderr if done else ""
            if done and done.returncode:
                failed.append(name)
            assert number or self.folder.is_dir(), "the first step checks the project out"
        return failed

    def due(self, condition, failed):
        """Whether a step is to be run: by one of the conditions that are used here."""
        always, asked = condition.startswith(ALWAYS), condition.removeprefix(ALWAYS)
        events = {f"github.event_name == '{event}'": event for event in ("push", "pull_request")}
        happened = asked == "success()" or events[asked] == self.event["github.event_name"]
        return happened and (always or not failed)

    def command(self, step):
        """A step of commands, as the service runs them: a file of bash that ends at the first failure."""
        file = self.folder.with_name("step.sh")
        file.write_text(self.evaluated(step["run"]))
        own = {name: self.evaluated(value) for name, value in step.get("env", {}).items()}
        path = os.pathsep.join([*map(str, self.path), os.environ["PATH"]])
        environment = {
            **os.environ,
            "PATH": path,
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "CI": "true",
            "GITHUB_SHA": self.event["github.sha"],
            "NUMBA_CACHE_DIR": "",
        } | own
        for name in ("PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "MAKEFLAGS", "MAKELEVEL", "MPLCONFIGDIR"):
            environment.pop(name, None)
        command = ["bash", "-e", str(file)]
        return subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True)

    def act(self, step):
        """A step that is an action."""
        action, given = step["uses"].split("@")[0], step.get("with", {})
        {
            "actions/checkout": self.checkout,
            "actions/setup-python": lambda given: self.equip(self.folder),
            "actions/cache": self.restore,
            "actions/cache/save": self.keep,
            "actions/upload-artifact": self.upload,
        }[action](given)

    def checkout(self, given):
        """Clone, and check one revision out."""
        assert given["persist-credentials"] is False
        subprocess.run(["git", "clone", "--quiet", self.origin, self.folder], check=True)
        subprocess.run(["git", "-C", self.folder, "checkout", "--quiet", self.revision], check=True)

    def restore(self, given):
        """Put back what an earlier run has kept under a key."""
        if kept := self.kept.get(self.evaluated(given["key"])):
            shutil.copytree(kept, self.folder / given["path"])

    def keep(self, given):
        """Keep something for later runs."""
        self.kept[self.evaluated(given["key"])] = self.folder / given["path"]

    def upload(self, given):
        """Note what would be uploaded; a file that is not there is as bad as the step says."""
        paths = given["path"].split()
        missing = [path for path in paths if not (self.folder / path).exists()]
        assert not missing or given.get("if-no-files-found") != "error", missing
        self.uploaded += paths

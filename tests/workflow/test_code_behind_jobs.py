"""What provenance says that a job's code is, against the modules that the job has loaded when it ends."""

import os
import sysconfig
from pathlib import Path

import pytest

from emergence.io.provenance import code_behind

EVERY_ANALYSIS = True

# Python imports a module of this name at each start.
RECORDER = """
import atexit, os, sys
from multiprocessing import util

def note():
    names = sorted(name for name in sys.modules if name.split(".")[0] == "emergence")
    with open(os.path.join({folder!r}, str(os.getpid())), "w") as stream:
        print(os.path.basename(sys.argv[0]), *names, sep="\\n", file=stream)

atexit.register(note)
util.register_after_fork(note, lambda note: util.Finalize(None, note, exitpriority=0))
"""

# Parameters of rules arrive as instances of its classes; they hold no result.
PARAMETERS = {"emergence.catalogue", "emergence.catalogue.recording"}


@pytest.mark.slow
def test_a_job_loads_no_module_that_is_not_behind_its_script(project, tmp_path):
    records = tmp_path / "records"
    records.mkdir()
    site = Path(sysconfig.get_path("purelib", vars={"base": str(project.folder / ".venv")}))
    (site / "sitecustomize.py").write_text(RECORDER.format(folder=str(records)))
    project.build("--forceall")
    library = project.folder / "workflow" / "lib"
    analyses = sorted(path.stem for path in (library / "emergence" / "analyses").glob("[a-z]*.py"))
    named = {"analyse.py": analyses, "explorer.py": ["verdicts"]}  # by their rules, beside the script
    loaded = {}
    for record in records.iterdir():
        program, *names = record.read_text().splitlines()
        script = project.folder / "workflow" / "scripts" / ".".join(program.split(".")[-2:])
        if script.is_file():
            loaded.setdefault(script, set()).update(names)
    assert {"ingest.py", "fit.py", "analyse.py", "draw.py"} <= {script.name for script in loaded}
    unseen = {}
    for script, names in loaded.items():
        modules = [f"emergence.analyses.{name}" for name in named.get(script.name, ())]
        behind = code_behind(script, *modules, library=library)
        known = {dotted(path, library) for path in behind if path.suffix == ".py" and path != script}
        unseen[script.name] = names - known - PARAMETERS
    assert not any(unseen.values()), unseen


def dotted(path, library):
    name = os.path.relpath(path, library).removesuffix(".py").removesuffix("/__init__")
    return name.replace(os.sep, ".")

"""``emergence verify`` reads all results and inputs and lists what is not as the last run left it."""

import json
from collections.abc import Iterator
from pathlib import Path

import click

from emergence.catalogue import readme
from emergence.catalogue.planning import plan
from emergence.catalogue.project import CONFIG, Project
from emergence.catalogue.recovery import OF_OTHER_TARGETS
from emergence.catalogue.run import Run
from emergence.cli._checkout import require_checkout
from emergence.io import blame, records
from emergence.io.errors import AtlasError

_EXAMPLE = """
It works in a checkout of the atlas with the results of a whole run. The status is 1 if anything differs.

\b
Example:
  emergence verify
"""


def findings(run: Run) -> Iterator[str]:
    """A line for each file that differs, is missing or does not belong.

    Parameters
    ----------
    run : Run
        A whole run.

    Raises
    ------
    AtlasError
        If there is no manifest to compare with.
    """
    places = run.places
    expected = {*run.outputs, *([places.prose] if readme.is_checked(run) else [])}
    try:
        manifest = json.loads(Path(places.manifest).read_bytes())
        outputs, inputs = manifest["outputs"], manifest["inputs"]
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        raise AtlasError(f"{places.manifest}: expected the manifest of a whole run; `make` makes it") from None
    for path, fault in records.faults(sorted(expected), anew=True).items():
        yield f"{path} {fault}"
    for path, digest in outputs.items():
        if path in expected and records.recorded(path) not in ("", digest):
            yield f"{path} is not of the run whose manifest this is"
    now = records.digests(inputs)
    yield from (f"{path} {_changed(now[path])} since" for path, digest in inputs.items() if now[path] != digest)
    yield from (f"{path} has been added since" for path in sorted(set(run.inputs).difference(inputs)))
    yield from (f"{path} does not belong to the results" for path in sorted(_all(places.results).difference(expected)))


def _changed(digest):
    return "has been removed" if digest is None else "has changed"


def _all(results):
    """All files of the main job's part of the results."""
    own = (top for top in Path(results).iterdir() if top.name not in OF_OTHER_TARGETS)
    files = (file for top in own for file in ([top] if top.is_file() else top.rglob("*")) if file.is_file())
    return {str(file) for file in files if records.FOLDER not in file.parts}


@click.command("verify", help="Compare all results and inputs with the checksums of the last run.", epilog=_EXAMPLE)
@click.pass_context
def command(context: click.Context) -> None:
    """Print what was found; status 1 if anything was."""
    require_checkout("verify")
    try:
        project = Project()
        run = plan(project.load(CONFIG, "config"), project=project)
        found = list(findings(run))
    except OSError as error:
        raise AtlasError(blame.message(error) or repr(error)) from None
    click.echo("\n".join(found) or f"{run.places.results}/ is as its jobs wrote it, from the inputs that are here")
    if found:
        click.echo(f"{len(found)} differences; `make` makes anew what is damaged or out of date")
        context.exit(1)

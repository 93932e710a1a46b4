"""``python -m emergence.cli.release`` packs the commit and its results into the archive that a release gives away."""

import json
import sys
from pathlib import Path

from emergence.catalogue.planning import plan
from emergence.catalogue.project import CITATION, CONFIG, Project
from emergence.catalogue.run import Run
from emergence.cli.verify import findings
from emergence.io import archive, blame, yaml_files
from emergence.io.crate import ABOUT
from emergence.io.errors import AtlasError


def pack(run: Run) -> Path:
    """Write the archive: all files of the commit, what the run makes for its user, its manifest and its crate.

    Raises
    ------
    AtlasError
        If the checkout is not as committed, or the results are not those of a whole run of it.
    """
    files = archive.committed()
    if found := list(findings(run)):
        raise AtlasError(f"{found[0]}; `make verify` lists all of {len(found)} differences, `make` mends them")
    outputs = json.loads(Path(run.places.manifest).read_bytes())["outputs"]
    files |= archive.read([*outputs, run.places.manifest, run.places.crate])
    top = f"emergence-atlas-{yaml_files.load(CITATION, ABOUT)['version']}"
    made = Path(f"{top}.tar.gz")
    archive.write(made, top, files)
    return made


def main() -> int:
    """Run the command; 1 if there is nothing fit to be released."""
    try:
        project = Project()
        made = pack(plan(project.load(CONFIG, "config"), project=project))
    except (AtlasError, OSError) as error:
        print(f"ERROR: {blame.message(error) or repr(error)}", file=sys.stderr)
        return 1
    print(f"{made}: {made.stat().st_size / 1e6:.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""``python -m emergence.cli.report`` writes the captions that Snakemake's report shows: `make report`."""

import re
import sys

from emergence.catalogue.planning import plan
from emergence.catalogue.project import CONFIG, Project
from emergence.catalogue.run import Run
from emergence.draw.notation import notation
from emergence.io.files import write_bytes
from emergence.io.storage import read_about


def caption(about: dict[str, str]) -> str:
    """The caption of an exhibit as reStructuredText, below its title as a comment.

    Snakemake takes it for a template too: all signs are to be read as they are.
    """
    title, words = (notation(" ".join(about[name].split())) for name in ("title", "caption"))
    escaped = re.sub(r"([\\`*_|<>])", r"\\\1", words)
    return f".. {title}\n\n{{% raw %}}{escaped}{{% endraw %}}\n"


def write(run: Run) -> None:
    """Write the caption of every exhibit beside the results."""
    for name in run.exhibits:
        about = read_about(run.places.exhibit(name, "parquet"))
        write_bytes(run.places.caption(name), caption(about).encode())


def main() -> int:
    """Run the command; 1 if there are no results."""
    project = Project()
    try:
        write(plan(project.load(CONFIG, "config"), project=project))
    except FileNotFoundError as error:
        print(f"ERROR: {error.filename}: expected a result of a whole run; `make` makes it", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

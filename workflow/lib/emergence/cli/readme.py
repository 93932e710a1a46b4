"""``python -m emergence.cli.readme`` rewrites what README and docs/ say of results; ``--check`` compares only."""

import argparse
import sys
from pathlib import Path

from emergence.catalogue.planning import plan
from emergence.catalogue.project import CONFIG, Project
from emergence.catalogue.readme import INDEX, PICTURES, TEMPLATES, planned
from emergence.catalogue.run import Run
from emergence.draw.preview import png
from emergence.exhibits import prose
from emergence.exhibits.building import gather_tables
from emergence.io.errors import AtlasError
from emergence.io.files import write_bytes
from emergence.io.storage import read_frame


def texts(run: Run) -> dict[str, tuple[str, str]]:
    """README, pages of the documentation and index as they stand and as they should stand, by path."""
    readme = planned(run)
    made = prose.passages(readme.texts, readme.numbers, gather_tables(readme.files), TEMPLATES)
    old = {path: Path(path).read_text(encoding="utf-8") for path in (*readme.pages, INDEX)}
    new = {path: prose.rewritten(old[path], made, path) for path in readme.pages}
    prose.require_all_used(made, old.values(), TEMPLATES)
    new[INDEX] = prose.index(read_frame(run.places.table("contents")))
    return {path: (old[path], new[path]) for path in old}


def outdated(run: Run) -> list[str]:
    """What README, documentation and index no longer say as the results do, a line each."""
    return [
        f"{path}: {was or '(nothing)'} -> {becomes or '(nothing)'}"
        for path, (old, new) in texts(run).items()
        for was, becomes in prose.differences(old, new)
    ]


def write(run: Run) -> None:
    """Write README, documentation and index as they should stand, and the pictures of the README."""
    for path, (old, new) in texts(run).items():
        if new != old:
            write_bytes(path, new.encode())
    for name in planned(run).pictures:
        picture = png(Path(run.places.exhibit(name, "pdf")).read_bytes())
        write_bytes(Path(PICTURES, name.replace("/", "_") + ".png"), picture)


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 1 if the prose is outdated or there are no results."""
    parser = argparse.ArgumentParser(
        prog="python -m emergence.cli.readme", description="Rewrite README, documentation and index from results."
    )
    parser.add_argument("--check", action="store_true", help="only say what is outdated")
    check = parser.parse_args(arguments).check
    try:
        project = Project()
        run = plan(project.load(CONFIG, "config"), project=project)
        if not Path(run.places.manifest).is_file():
            raise AtlasError(f"{run.places.manifest}: expected the results of a whole run; `make` makes them")
        found = outdated(run) if check else []
        if not check:
            write(run)
    except AtlasError as error:
        print(f"ERROR: {error}", file=sys.stderr)
        return 1
    except FileNotFoundError as error:
        print(f"ERROR: {error.filename}: expected a result of a whole run; `make` makes it", file=sys.stderr)
        return 1
    if found:
        print("\n  ".join(["Outdated, `make readme` rewrites it:", *found]), file=sys.stderr)
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())

"""The time of the main job, compared with another revision and with Snakemake's own floor: prints a Markdown table.

Run by `make bench BASE=<revision>`. Machines differ by a factor of three and their load varies, so only ratios within
one run mean anything: this checkout, the other revision and an empty Snakefile (the floor) take turns in every case.
Each works on a copy of its files, in an environment of its own locked versions. This checkout is asked for what both
have: the exhibits that stand in both, from sources that stand in both. Wall and processor seconds are medians over the
rounds; processor seconds count all processes of a run. Nothing here fails: it measures.
"""

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
import venv
from dataclasses import dataclass
from pathlib import Path

from emergence.catalogue import exhibits
from emergence.catalogue.project import Project
from emergence.catalogue.sources import has_own_folder

ROOT = Path(__file__).resolve().parents[2]
EXHIBIT = "workflow/exhibits/du2024/fig1.yaml"
VALUES = "data/chinchilla/losses.csv"
LOCK = "envs/requirements.txt"
CASES = {
    "cold main job": lambda folder, _: remove_results(folder),
    "nothing to do": lambda folder, _: None,
    "one exhibit's yaml changed": lambda folder, turn: retitle(folder / EXHIBIT, turn),
    "one value of a small source changed": lambda folder, turn: revalue(folder / VALUES, turn),
}


@dataclass(frozen=True)
class Contender:
    """One of those that take turns: a folder, and the environment variables and options of its Snakemake."""

    name: str
    folder: Path
    environment: dict[str, str]
    options: tuple[str, ...] = ()

    def run(self, cores):
        """Wall and processor seconds of one run of Snakemake."""
        profile = Path("workflow", "profiles", "default")
        chosen = ["--workflow-profile", str(profile)] if (self.folder / profile).is_dir() else []
        command = ["python", "-m", "snakemake", *chosen, "--cores", str(cores), *self.options]
        before, start = processor_seconds(), time.monotonic()
        done = subprocess.run(command, cwd=self.folder, env=self.environment, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"{self.name}: {' '.join(command)} failed\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
        return time.monotonic() - start, processor_seconds() - before


def processor_seconds():
    """Processor seconds of all child processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def remove_results(folder):
    """Leave only what a clone with an installed environment has."""
    for path in (folder / ".snakemake", *folder.glob("results*")):
        shutil.rmtree(path, ignore_errors=True)


def retitle(path, turn):
    """Change the title of an exhibit."""
    lines = path.read_text(encoding="utf-8").splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("title:"))
    lines[at] = lines[at].split(" (turn ")[0] + f" (turn {turn})"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def revalue(path, turn):
    """Change the value of the first row of a table by less than a thousandth."""
    head, row, rest = path.read_text(encoding="utf-8").split("\n", 2)
    fields, column = row.split(","), head.split(",").index("value")
    fields[column] = repr(float(fields[column]) * (1 + 1e-5 * (turn + 1)))
    path.write_text("\n".join([head, ",".join(fields), rest]), encoding="utf-8")


def copy_checkout(checkout, folder):
    """Copy the tracked files of a checkout, as they stand."""
    listed = subprocess.run(["git", "ls-files"], cwd=checkout, capture_output=True, text=True, check=True)
    for name in filter(lambda name: (checkout / name).is_file(), listed.stdout.splitlines()):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(checkout / name, folder / name)


def copy_revision(revision, folder):
    """Extract the files of a revision."""
    folder.mkdir(parents=True)
    archive = subprocess.run(["git", "archive", revision], cwd=ROOT, capture_output=True, check=True).stdout
    subprocess.run(["tar", "-x", "-C", str(folder)], input=archive, check=True)


def environment(folder, packages):
    """Variables of an environment with installed packages, and with the package of the copy in a folder.

    Numba's compiled functions and matplotlib's list of fonts are made as the installation makes them.
    """
    place = folder / ".bench"
    venv.create(place, symlinks=True, clear=True)
    code = folder / "workflow" / "lib"
    site = next(place.glob("lib/python*/site-packages"))
    (site / "packages.pth").write_text(f"{code}\n{packages}\n", encoding="utf-8")
    variables = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    variables |= {
        "PATH": os.pathsep.join([str(place / "bin"), variables["PATH"]]),
        "NUMBA_CPU_NAME": "generic",
        "NUMBA_CACHE_DIR": str(folder / ".cache" / "numba"),
        "MPLCONFIGDIR": str(folder / ".cache" / "matplotlib"),
    }
    if code.is_dir():
        subprocess.run(["python", "-m", "emergence.warming"], cwd=folder, env=variables, check=True)
    return variables


def packages_of(folder):
    """The packages of the environment that stands in a folder."""
    return next((folder / ".venv").glob("lib/python*/site-packages"))


def of_both(theirs):
    """Options of Snakemake that ask this checkout for the exhibits and sources that both have."""
    project = Project()
    at_hand = [name for name, source in project.sources.items() if not has_own_folder(source)]
    sources = [name for name in at_hand if (theirs / "data" / name / "source.yaml").is_file()]
    mine = {name: spec for name, spec in project.exhibits.items() if exhibits.sources(spec) <= set(sources)}
    names = [name for name in mine if (theirs / "workflow" / "exhibits" / f"{name}.yaml").is_file()]
    print(f"{len(names)} exhibits of {len(sources)} sources stand in both", file=sys.stderr)
    return ("--config", f"exhibits=[{', '.join(names)}]", f"sources=[{', '.join(sources)}]")


def contenders(base, work):
    """The floor, the other revision (a revision of git, or a folder with a checkout and its ``.venv``), and ours."""
    ours, theirs, floor = work / "this", work / "base", work / "floor"
    copy_checkout(ROOT, ours)
    packages = Path(sysconfig.get_path("purelib"))
    if Path(base).is_dir():
        copy_checkout(Path(base), theirs)
        their_packages = packages_of(Path(base))
    else:
        copy_revision(base, theirs)
        same = (theirs / LOCK).read_bytes() == (ROOT / LOCK).read_bytes()
        if not same:
            subprocess.run(["make", "setup"], cwd=theirs, check=True)
        their_packages = packages if same else packages_of(theirs)
    floor.mkdir()
    (floor / "Snakefile").write_text("rule all:\n", encoding="utf-8")
    return [
        Contender("floor", floor, environment(floor, packages)),
        Contender("base", theirs, environment(theirs, their_packages)),
        Contender("this", ours, environment(ours, packages), of_both(theirs)),
    ]


def measure(all_of_them, rounds, cores, cases):
    """Wall and processor seconds: case and contender to a list of pairs."""
    taken = {}
    for turn in range(rounds):
        for case in cases:
            for contender in all_of_them:
                if contender.name != "floor":
                    CASES[case](contender.folder, turn)
                seconds = contender.run(cores)
                taken.setdefault((case, contender.name), []).append(seconds)
                print(f"{case}, {contender.name}: {seconds[0]:.1f} s, {seconds[1]:.1f} s CPU", file=sys.stderr)
    return taken


def table(taken, cases):
    """The Markdown table of medians and ratios."""
    lines = ["| | base | this | this / base | floor | this / floor |", "|---|---|---|---|---|---|"]
    for case in cases:
        (base_wall, base_cpu), (wall, cpu), (floor_wall, floor_cpu) = (
            [statistics.median(seconds) for seconds in zip(*taken[case, name], strict=True)]
            for name in ("base", "this", "floor")
        )
        lines.append(
            f"| {case} | {base_wall:.1f} s ({base_cpu:.1f}) | {wall:.1f} s ({cpu:.1f}) "
            f"| {wall / base_wall:.2f} ({cpu / base_cpu:.2f}) | {floor_wall:.1f} s ({floor_cpu:.1f}) "
            f"| {wall / floor_wall:.1f} ({cpu / floor_cpu:.1f}) |"
        )
    return "\n".join(lines)


def main():
    """Measure every case, in turns."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("base", help="a revision of git, or a folder with a checkout of one and its .venv")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--cores", type=int, default=2)
    options.add_argument("--case", action="append", choices=CASES, help="only this case; may be repeated")
    given = options.parse_args()
    cases = given.case or list(CASES)
    with tempfile.TemporaryDirectory() as temporary:
        all_of_them = contenders(given.base, Path(temporary))
        if "cold main job" not in cases:
            for contender in all_of_them:
                contender.run(given.cores)
        taken = measure(all_of_them, given.rounds, given.cores, cases)
    print(f"Wall seconds, processor seconds in brackets; medians of {given.rounds} rounds on {given.cores} cores.\n")
    print(table(taken, cases))


if __name__ == "__main__":
    main()

"""Many simulated series through the rules, end to end: seconds and peak memory of each stage, and what they add up to.

Run by `make bench-scale`. A source of simulated scores is put beside the tiny project of the tests: as many tasks as
series are wanted, twelve models, a floor at chance and for half of the tasks a rise. Plans are made for ten times fewer
and ten times more series, and of the larger plan one shard in a hundred is run. Seconds are of the processor, of all
processes of a run, so that they do not depend on what else the machine does. Prints the tables of docs/scale.md.
Nothing here fails: it measures.
"""

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from math import ceil
from pathlib import Path

import numpy as np
import yaml

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from projects import COMPILED, Project, carry_compiled, install  # noqa: E402
from tiny_project import MODELS, SOURCE, write_tiny_project  # noqa: E402

SERIES_A_JOB = 150  # as emergence.catalogue.run has it
MODELS_SIMULATED = 12
QUICK_DRAWS, FULL_DRAWS = 20, 1000  # bootstrap draws; the atlas takes the latter
CORES = (2, 64, 1000)
SHARD = "results/sources/simulated/shards/{}/fits.parquet"
FITS = "fit and test"
STAGES = {
    "ingest": ["--until", "ingest"],
    FITS: ["--until", "fit"],
    "join": ["--until", "join"],
    "judge": ["--until", "analyse_source"],
    "gather": ["--until", "gather"],
    "analyses of all sources, drawings, book, manifest": [],
}
JOIN = """
import json, resource, sys, time
from pathlib import Path
from emergence.io import joining
folder, start = Path(sys.argv[1]), time.perf_counter()
shards = sorted(folder.glob("shards/*"), key=lambda path: int(path.name))[: int(sys.argv[2])]
for table in sorted(path.name for path in shards[0].glob("*.parquet")):
    joining.merge([shard / table for shard in shards], folder / "joined" / table)
print(json.dumps([time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""


def lay_out(folder, count, draws):
    """The tiny project with a source of so many simulated series, of all standard forms."""
    folder.mkdir()
    write_tiny_project(folder)
    source = folder / "data" / "simulated"
    source.mkdir()
    description = SOURCE.format(name="simulated", sha="0" * 64, x="log10_params", limits="{}")
    (source / "source.yaml").write_text(description)
    names = [f"m{number:02d}" for number in range(MODELS_SIMULATED)]
    params = 10 ** np.linspace(8, 11, MODELS_SIMULATED)
    rows = [f"{name},toy,{size:.4e},printed,t" for name, size in zip(names, params, strict=True)]
    (source / "models.csv").write_text("\n".join([MODELS.split("\n")[0], *rows]) + "\n")
    with open(folder / "data" / "tasks.csv", "a") as tasks:
        tasks.writelines(f"s{task:06d},S,multiple_choice,4,0.25,printed,t\n" for task in range(count))
    rng = np.random.default_rng(1)
    with open(source / "scores.csv", "w") as scores:
        scores.write("model,task,metric,value,locator\n")
        for task in range(count):
            rise = (task % 2) * np.maximum(0, np.log10(params) - rng.uniform(8.5, 10.5)) * rng.uniform(0.1, 0.4)
            values = np.clip(0.25 + rise + 0.02 * rng.normal(size=MODELS_SIMULATED), 0, 1)
            lines = (f"{n},s{task:06d},accuracy,{v:.4f},t\n" for n, v in zip(names, values, strict=True))
            scores.writelines(lines)
    config = folder / "workflow" / "config" / "config.yaml"
    settings = yaml.safe_load(config.read_text())
    settings["fits"] |= {"draws": draws, "forms": None}
    settings["shards"] = {}
    config.write_text(yaml.safe_dump(settings))
    install(folder)
    carry_compiled(COMPILED, folder / "workflow" / "lib")
    return Project(folder)


@dataclass(frozen=True)
class Taken:
    """What one run of Snakemake took: wall and processor seconds, and the most memory of one process, in MiB."""

    wall: float
    cpu: float
    peak: float


def run(project, *arguments):
    """Run Snakemake to its end, in a process of its own, so that the peak is that of this run."""
    command = [sys.executable, __file__, "--child", *arguments]
    done = subprocess.run(command, cwd=project.folder, stdout=subprocess.PIPE, text=True, check=True)
    return Taken(*json.loads(done.stdout.splitlines()[-1]))


def child(arguments):
    """The process of :func:`run`."""
    start = time.monotonic()
    done = Project(Path.cwd()).run(*arguments)
    if done.returncode:
        raise SystemExit(done.stdout[-2000:] + done.stderr[-2000:])
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(json.dumps([time.monotonic() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]))


def plans(folder, counts):
    """Plan so many series, each time with counts that are remembered, as in all runs but the first."""
    print("| series | jobs of fits | plan, s | peak, MiB |\n|---|---|---|---|")
    for count in counts:
        project = lay_out(folder / f"plan{count}", count, QUICK_DRAWS)
        project.build("--dry-run")
        taken = run(project, "--dry-run")
        print(f"| {count:,} | {ceil(count / SERIES_A_JOB):,} | {taken.cpu:.1f} | {taken.peak:.0f} |", flush=True)
        yield project


def one_in_a_hundred(project, count):
    """Run the first hundredth of the shards of a plan."""
    shards = ceil(ceil(count / SERIES_A_JOB) / 100)
    taken = run(project, *(SHARD.format(number) for number in range(1, shards + 1)))
    print(
        f"\nOf the {count:,} series, those of {shards} shards were fitted: {taken.cpu:.0f} s, {taken.peak:.0f} MiB.\n"
    )


def end_to_end(project):
    """Run stage after stage: stage to what it took."""
    print("| stage | s | peak, MiB |\n|---|---|---|")
    found = {}
    for stage, words in STAGES.items():
        taken = found[stage] = run(project, *words)
        print(f"| {stage} | {taken.cpu:.0f} | {taken.peak:.0f} |", flush=True)
    return found


def joins(project):
    """Join some and all shards."""
    source = project.folder / "results" / "sources" / "simulated"
    shards = len(list((source / "shards").glob("*")))
    python = project.folder / ".venv" / "bin" / "python"
    print("\n| shards joined | s | peak, MiB |\n|---|---|---|")
    for part in sorted({max(shards // 16, 1), max(shards // 4, 1), shards}):
        done = subprocess.run([python, "-c", JOIN, source, str(part)], stdout=subprocess.PIPE, text=True, check=True)
        seconds, peak = json.loads(done.stdout)
        print(f"| {part} | {seconds:.1f} | {peak:.0f} |", flush=True)
    shutil.rmtree(source / "joined")


def rate(folder):
    """Processor seconds of a series with the draws of the atlas, and of the start of a job, from jobs of two sizes."""
    seconds = {}
    for size in (SERIES_A_JOB // 10, SERIES_A_JOB):
        project = lay_out(folder / f"full{size}", size, FULL_DRAWS)
        project.build("--until", "ingest")
        seconds[size] = run(project, SHARD.format(1)).cpu - run(project, "--dry-run").cpu
    (few, quick), (many, long) = seconds.items()
    a_series = (long - quick) / (many - few)
    return a_series, quick - few * a_series


def costs(count, taken, a_series, start):
    """Print what so many series cost with few and many cores: the stages that are one job each do not get shorter."""
    serial = sum(own.cpu for stage, own in taken.items() if stage != FITS)
    print(f"\nA series takes {a_series:.3f} s with {FULL_DRAWS} draws, the start of a job {start:.1f} s.\n")
    print("| cores | jobs of fits | fits, s | the rest, s | together, s | cores at work |\n|---|---|---|---|---|---|")
    for cores in CORES:
        jobs = max(ceil(count / SERIES_A_JOB), cores)
        fits = ceil(jobs / cores) * (start + ceil(count / jobs) * a_series)
        used = (jobs * start + count * a_series + serial) / (cores * (fits + serial))
        print(f"| {cores:,} | {jobs:,} | {fits:.0f} | {serial:.0f} | {fits + serial:.0f} | {used:.0%} |")


def main():
    """Plan, run, join, and print the tables."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--child", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    options.add_argument("--series", type=int, default=10_000)
    given = options.parse_args()
    if given.child is not None:
        return child(given.child)
    count = given.series
    with tempfile.TemporaryDirectory() as temporary:
        _, project, larger = plans(Path(temporary), [count // 10, count, 10 * count])
        one_in_a_hundred(larger, 10 * count)
        print(f"{count:,} series, {QUICK_DRAWS} draws:\n")
        taken = end_to_end(project)
        joins(project)
        costs(count, taken, *rate(Path(temporary)))
    return None


if __name__ == "__main__":
    main()

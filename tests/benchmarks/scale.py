"""Many simulated series through the rules, end to end: what each rule takes, and what that adds up to on more cores.

Run by `make bench-scale`. A source of simulated scores is put beside the tiny project of the tests: as many tasks as
series are wanted, twelve models, a floor at chance and for half of the tasks a rise. A tenth of the series and all of
them go from the first rule to the last; ten times as many are planned, and one in a hundred of their shards is run.
Seconds are of the processor, so that they do not depend on what else the machine does. The folder is kept until it is
all done, and a bench that was stopped goes on where it was. Prints the tables of docs/scale.md. Nothing here fails: it
measures.
"""

import argparse
import re
import shutil
import sys
import tempfile
from math import ceil
from pathlib import Path

import numpy as np
import pandas as pd
import yaml
from benchmarks import job_costs
from projects import COMPILED, Project, built_in, carry_compiled, install
from tiny_project import MODELS, SOURCE, write_tiny_project

from emergence.catalogue.run import SERIES_A_JOB

ROOT = Path(__file__).resolve().parents[2]
MODELS_SIMULATED = 12
DRAWS = 1000  # bootstrap draws, as in the atlas
CORES = (2, 64, 1000)
SHARD = "results/sources/simulated/shards/{}/fits.parquet"
# The rules in the order in which they wait for each other; jobs of one step may run side by side.
STEPS = {
    "ingest": "ingest",
    "fits": "fit",
    "join": "join",
    "judge": "analyse_source",
    "analyses of all sources": "analyse_",
    "gather, draw, explorer": ("gather", "draw_", "explorer"),
    "book and the rest": "",
}


def scores(count):
    """Lines of the made-up scores of so many tasks."""
    rng = np.random.default_rng(1)
    size = np.linspace(8, 11, MODELS_SIMULATED)
    yield "model,task,metric,value,locator\n"
    for task in range(count):
        rise = (task % 2) * np.maximum(0, size - rng.uniform(8.5, 10.5)) * rng.uniform(0.1, 0.4)
        values = np.clip(0.25 + rise + 0.02 * rng.normal(size=MODELS_SIMULATED), 0, 1)
        for model, value in enumerate(values):
            yield f"m{model:02d},s{task:06d},accuracy,{value:.4f},t\n"


def lay_out(folder, count):
    """The tiny project with a source of so many simulated series, of all standard forms."""
    folder.mkdir()
    write_tiny_project(folder)
    source = folder / "data" / "simulated"
    source.mkdir()
    description = SOURCE.format(name="simulated", sha="0" * 64, x="log10_params", limits="{}")
    (source / "source.yaml").write_text(description)
    sizes = 10 ** np.linspace(8, 11, MODELS_SIMULATED)
    rows = [f"m{model:02d},toy,{size:.4e},printed,t" for model, size in enumerate(sizes)]
    (source / "models.csv").write_text("\n".join([MODELS.split("\n")[0], *rows]) + "\n")
    with open(folder / "data" / "tasks.csv", "a") as tasks:
        tasks.writelines(f"s{task:06d},S,multiple_choice,4,0.25,printed,t\n" for task in range(count))
    with open(source / "scores.csv", "w") as lines:
        lines.writelines(scores(count))
    config = folder / "workflow" / "config" / "config.yaml"
    settings = yaml.safe_load(config.read_text())
    settings["fits"] |= {"draws": DRAWS, "forms": None}
    settings["shards"] = {}
    config.write_text(yaml.safe_dump(settings))
    job_costs.install(install(folder).parent, folder.with_suffix(".jsonl"))
    carry_compiled(COMPILED, folder / "workflow" / "lib")


def project_of(kept, count):
    """The project of so many series, from before or new, planned twice: the first time series have to be counted."""
    folder = kept / str(count)
    costs = folder.with_suffix(".jsonl")
    if not costs.exists() or len(costs.read_text().splitlines()) < 2:
        shutil.rmtree(folder, ignore_errors=True)
        costs.unlink(missing_ok=True)
        lay_out(folder, count)
        for _ in range(2):
            Project(folder).build("--dry-run")
    return Project(folder), costs


def taken(costs):
    """What was measured in a project: the plan of all its jobs, and per rule the jobs, seconds and largest peak."""
    lines = pd.read_json(costs, lines=True)
    plan = lines.iloc[1]
    rules = lines.iloc[2:].groupby("rule", sort=False)
    cpu = {"cpu": ("cpu", "sum"), "shortest": ("cpu", "min"), "longest": ("cpu", "max")}
    return plan, rules.agg(jobs=("cpu", "size"), **cpu, peak=("peak", "max"))


def planned(sizes):
    """Print what it takes to plan so many series."""
    print("| series | jobs of fits | plan, s | peak, MiB |\n|---|---|---|---|")
    for count, costs in sizes.items():
        plan, _ = taken(costs)
        print(f"| {count:,} | {ceil(count / SERIES_A_JOB):,} | {plan.cpu:.1f} | {plan.peak:.0f} |")


def by_rule(few, many):
    """Print the rules of a run with few series beside one with many; those of all sources' analyses as one."""
    heads = [f"{count:,} series: jobs | s | largest, MiB" for count, _ in (few, many)]
    print(f"\n| rule | {' | '.join(heads)} |\n|{'---|' * 7}")
    shown = {"jobs": "sum", "cpu": "sum", "peak": "max"}
    few, many = (rules.groupby(row_of, sort=False).agg(shown) for _, rules in (few, many))
    for rule, row in many.iterrows():
        cells = [f"{one.jobs:.0f} | {one.cpu:.1f} | {one.peak:.0f}" for one in (few.loc[rule], row)]
        print(f"| {rule} | {' | '.join(cells)} |")


def row_of(rule):
    """The row of a rule."""
    return "analyse_... of all sources" if re.match("analyse_(?!source$)", rule) else rule


def steps(rules):
    """The rules of each step: a rule belongs to the first whose name it has or begins with."""
    left = rules.drop(index=job_costs.RUNNER)
    for step, names in STEPS.items():
        chosen = [rule for rule in left.index if rule == names or rule.startswith(names)]
        yield step, left.loc[chosen]
        left = left.drop(index=chosen)


def costs_on(count, rules):
    """Print what so many series cost with few and many cores: one job is as long with all of them."""
    start = rules.shortest["fit"]  # of a source with one series
    jobs = ceil(count / SERIES_A_JOB)
    a_series = (rules.cpu["fit"] - rules.jobs["fit"] * start) / count
    print(f"\nA series takes {a_series:.3f} s with {DRAWS} draws, a job {start:.1f} s more.\n")
    own = dict(steps(rules))
    print(f"| cores | {' | '.join(own)} | together, s | cores at work |\n|{'---|' * (len(own) + 3)}")
    for cores in CORES:
        spent = {step: max(part.cpu.sum() / cores, part.longest.max()) for step, part in own.items()}
        shards = max(jobs, cores)
        spent["fits"] = ceil(shards / cores) * (start + ceil(count / shards) * a_series)
        work = sum(part.cpu.sum() for part in own.values()) + (shards - jobs) * start
        whole = sum(spent.values())
        cells = " | ".join(f"{seconds:.0f}" for seconds in spent.values())
        print(f"| {cores:,} | {cells} | {whole:.0f} | {work / (cores * whole):.0%} |")


def main():
    """Run, plan, and print the tables."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--series", type=int, default=10_000)
    options.add_argument("--cores", default="1")
    options.add_argument("--folder", type=Path, help="where to work; .cache/scale unless given")
    given = options.parse_args()
    kept = given.folder or ROOT / ".cache" / "scale"
    kept.mkdir(parents=True, exist_ok=True)
    if not COMPILED.exists():
        with tempfile.TemporaryDirectory() as temporary:
            built_in(Path(temporary) / "tiny")
    few, many, larger = given.series // 10, given.series, 10 * given.series
    sizes = {}
    for count in (few, many, larger):
        project, sizes[count] = project_of(kept, count)
        shards = ceil(ceil(count / SERIES_A_JOB) / 100) if count == larger else 0
        project.build("--cores", given.cores, *(SHARD.format(number) for number in range(1, shards + 1)))
        print(taken(sizes[count])[1].round(1).to_string(), file=sys.stderr, flush=True)
    planned(sizes)
    rules = {count: taken(costs)[1] for count, costs in sizes.items()}
    by_rule((few, rules[few]), (many, rules[many]))
    costs_on(many, rules[many])
    part = rules[larger].loc["fit"]
    print(f"\nOf {larger:,} series one in a hundred: {part.jobs:.0f} jobs, {part.cpu:.0f} s, {part.peak:.0f} MiB.")
    for count, costs in sizes.items():
        shutil.rmtree(kept / str(count))
        costs.unlink()


if __name__ == "__main__":
    main()

"""Bad input stops the job with one clear message; what was built stays, and nothing half-written is left."""

import pytest

# A message of each kind; tests/unit has the rest.
DATA = [
    ("data/beta/scores.csv", "quiz,accuracy,0.5", "quiz,accuracy,50", "scores.csv, row 3, column 'value': found 50.0"),
    ("data/beta/scores.csv", "0.75,t\n", "0.7", "row 4: expected a line break at the end; the file seems truncated"),
    ("data/beta/models.csv", "small,toy,1e8", "small,toy,-1", "models.csv, row 2, column 'params': found '-1'"),
    ("data/alpha/scores.csv", "cross_entropy,3.800", "cross_entropy,-3.8", "expected cross_entropy in 0..inf"),
]


@pytest.mark.parametrize(("file", "old", "new", "message"), DATA)
def test_a_bad_table_stops_its_own_jobs_only(project, file, old, new, message):
    before = {name: (project.folder / name).read_bytes() for name in project.files()}
    project.edit(file, old, new)
    said = project.refused()
    assert f"ERROR: {file}" in said
    assert message in said
    other = "alpha" if "beta" in file else "beta"
    kept = [name for name in before if f"/{other}/" in name] + ["results/toy/fig.pdf", "results/toy/table.pdf"]
    assert all((project.folder / name).read_bytes() == before[name] for name in kept)
    assert set(project.files()) <= set(before)


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("workflow/config/config.yaml", "draws: 20", "draw: 20", "column 'fits': expected no key 'draw'"),
        # what stands in the brackets is the words of the YAML library, which differ where libyaml was found
        ("workflow/config/config.yaml", "studies:", "studies: ][", ") at character 10"),
        (
            "data/beta/scores.csv",
            "large,quiz",
            "large,quizz",
            "found 'quizz': expected a task of data/beta/tasks.csv or",
        ),
        ("workflow/config/config.yaml", "seed: ", "seed: 1e3 #", "'1e3': expected a number, written 1.0e+3"),
        ("workflow/config/config.yaml", "seed: ", "seed: -", "column 'fits.seed': found -"),
        (
            "workflow/exhibits/toy/fig.yaml",
            "caption: A test.",
            "captoin: A test.",
            "fig.yaml, row 3: expected no key 'captoin'",
        ),
        (
            "workflow/exhibits/toy/fig.yaml",
            "  - {mark: chance_line",
            "  - {mark: chance_line}{",
            "fig.yaml, row 11: expected well-formed",
        ),
        (
            "data/alpha/source.yaml",
            "method: released",
            "method: guessed",
            "column 'method': found 'guessed'",
        ),
        (
            "workflow/exhibits/toy/fig.yaml",
            "from: points",
            "from: pionts",
            "fig.yaml, column 'from': found 'pionts'",
        ),
        ("data/alpha/source.yaml", "method: released\n", "", "source.yaml: expected a key 'method'"),
        (
            "workflow/exhibits/toy/fig.yaml",
            "mark: chance_line",
            "mark: lvel",
            "fig.yaml, column 'mark': found 'lvel': expected one of band, bars, box",
        ),
        (
            "workflow/exhibits/papers.yaml",
            "Figure 1: {shows",
            "Figure 2: {shows",
            "column 'redoes': found 'toy, Figure 1': expected an item that workflow/exhibits/papers.yaml lists",
        ),
    ],
)
def test_bad_yaml_stops_before_any_job(project, file, old, new, message):
    project.edit(file, old, new)
    assert message in project.refused()


def test_an_exhibit_that_selects_nothing_says_so(project):
    project.edit("workflow/exhibits/toy/fig.yaml", "task: quiz}", "task: quizz}")
    assert "workflow/exhibits/toy/fig.yaml, column 'series': expected series that match" in project.refused()


def test_a_damaged_parquet_table_is_named(project):
    (project.folder / "data/beta/more.parquet").write_bytes(b"PAR1 and no more")
    assert "ERROR: data/beta/more.parquet: expected a whole Parquet file" in project.refused()


def test_an_unknown_kind_of_x_is_refused(project):
    project.edit("data/alpha/source.yaml", "x: {loss_c4_en", "x: {losses_c4_en")
    assert "data/alpha/source.yaml, row 8, column 'x': found 'losses_c4_en'" in project.refused("--dry-run")

"""A change reruns exactly what depends on it, also when the changed file looks older than the results."""

GATHER = {"Gather the tables of all sources"}
MANIFEST = {"Write the manifest: the SHA-256 of every output and input"}
CHECK = {"Compare the exhibits with what the papers print"}
INGEST_ALPHA = {"Ingest alpha: check its tables and join its models and tasks"}
SERIES_ALPHA = {"Series of alpha: pair its scores with each x"}
FIT_ALPHA, FIT_BETA = ({f"Fit every form to every series of {source}"} for source in ("alpha", "beta"))
TEST_ALPHA, TEST_BETA = (
    {f"Test every series of {source} for presence, trend, threshold and surprise"} for source in ("alpha", "beta")
)
JUDGE = {"Judge all series"}
FIGURE, TABLE = {"Build and draw toy/fig"}, {"Build and draw toy/table"}
ENDING = CHECK | {"Bind all exhibits into one PDF"} | MANIFEST
LAW_ALPHA = {"Laws of the loss of alpha: best use of compute, and the sizes at which abilities appear"}
EQUAL_ALPHA = {"Scores of alpha at equal loss: spreads, effects of size, and thresholds by corpus"}
PLACE = {"Set the thresholds of all series in order, and each verdict beside those on the same score elsewhere"}
METRICS = {"Compare the metrics of all series"}
THIN = {"Leave models out of the series that have many"}
LAGS = {"Set the thresholds of scores beside those of the losses of the same answers"}
FROM_FITS = LAW_ALPHA | EQUAL_ALPHA | PLACE | LAGS | GATHER | FIGURE | ENDING
FROM_ALPHA = FIT_ALPHA | TEST_ALPHA | THIN | JUDGE | METRICS | FROM_FITS
CONTENTS = {"List the figures and tables of the papers, and what redoes them"}
ONE_MORE_NAME = ("\n\n\n", "\n\nCHANGED = True\n\n\n")  # in a module


def test_nothing_is_due_after_a_build(built):
    assert built.due() == set()


def test_a_value_in_one_table(project):
    project.edit("data/alpha/scores.csv", "cross_entropy,3.800", "cross_entropy,3.801")
    assert project.due() == INGEST_ALPHA | SERIES_ALPHA | FROM_ALPHA


def test_a_module_of_the_fits(project):
    project.edit("workflow/lib/emergence/models/hinge.py", *ONE_MORE_NAME)
    assert project.due() == FIT_ALPHA | FIT_BETA | FROM_FITS


def test_a_comment_or_docstring_of_the_fits(project):
    project.edit("workflow/lib/emergence/models/hinge.py", '"""', '"""Reworded. ')
    assert project.due() == set()


def test_a_module_of_the_tests(project):
    project.edit("workflow/lib/emergence/hypotheses/breaks.py", *ONE_MORE_NAME)
    assert project.due() == TEST_ALPHA | TEST_BETA | THIN | JUDGE | METRICS | PLACE | GATHER | MANIFEST


def test_a_module_of_the_drawing(project):
    project.edit("workflow/lib/emergence/draw/figure.py", *ONE_MORE_NAME)
    assert project.due() == FIGURE | TABLE | ENDING


def test_a_config_value(project):
    project.edit("workflow/config/config.yaml", "draws: 20", "draws: 21")
    assert project.due() == FIT_BETA | TEST_BETA | FROM_ALPHA


def test_a_limit_of_an_x(project):
    project.edit("workflow/config/config.yaml", "max: 4.5", "max: 3.5")
    assert project.due() == SERIES_ALPHA | FROM_ALPHA


def test_an_exhibits_rows(project):
    project.edit("workflow/exhibits/toy/table.yaml", "where: {source: beta}", "where: {source: beta, model: large}")
    assert project.due() == TABLE | CONTENTS | ENDING


def test_an_exhibits_caption(project):
    project.edit("workflow/exhibits/toy/table.yaml", "caption: A test.", "caption: Another test.")
    assert project.due() == TABLE | CONTENTS | ENDING


def test_a_published_value(project):
    project.edit("workflow/exhibits/toy/table.yaml", "value: 0.5,", "value: 0.6,")
    assert project.due() == TABLE | CONTENTS | ENDING


def test_the_look(project):
    project.edit("workflow/exhibits/palette.yaml", "#222222", "#232323")
    assert project.due() == FIGURE | TABLE | ENDING


def test_what_no_result_depends_on(project):
    (project.folder / "README.md").write_text("No result depends on this.\n")
    assert project.due() == set()

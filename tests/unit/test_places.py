"""Where everything lies, and that nothing else spells it."""

import re

import pytest

from emergence.catalogue.places import Places

PLACES = Places("mine")


def test_tables_of_all_sources_of_one_and_of_a_shard_lie_apart():
    assert PLACES.table("fits") == PLACES.gathered("fits") == "mine/fits.parquet"
    assert PLACES.table("fits", "alpha") == "mine/sources/alpha/fits.parquet"
    assert PLACES.table("fits", "{source}", "{shard}") == "mine/sources/{source}/shards/{shard}/fits.parquet"


def test_no_two_things_share_a_place():
    made = [PLACES.table("checks"), PLACES.accepted, PLACES.manifest, PLACES.crate, PLACES.book, PLACES.study("a")]
    made += [PLACES.exhibit("paper/fig", "pdf"), PLACES.network("a", "1"), PLACES.digitised("a", "b", "png")]
    made += [PLACES.log("fit", "alpha.1"), PLACES.log("fit"), PLACES.table("checks", "checks")]
    assert len(set(made)) == len(made)
    assert all(path.startswith("mine/") for path in made)


@pytest.mark.parametrize(
    ("paths", "found"),
    [
        (["mine/p/a.pdf"], ["p/a"]),
        (["./mine/p/b.parquet", "mine/p/a.pdf"], ["p/a", "p/b"]),
        (["mine/p/a.pdf", "mine/fits.parquet"], []),
        (["all"], []),
        ([], []),
    ],
)
def test_a_run_of_exhibits_files_is_one_of_exhibits(paths, found):
    assert PLACES.exhibits_among(paths, ["p/a", "p/b", "q/a"]) == found


def test_nothing_else_spells_a_path_under_the_results(root):
    files = [root / "Snakefile", *(root / "workflow").rglob("*.py"), *(root / "workflow" / "rules").glob("*.smk")]
    # Importers name the folders of upstream.
    files = [path for path in files if root / "workflow" / "lib" / "emergence" / "sources" not in path.parents]
    spelled = re.compile(r"""["']\.?/?results/""")
    at_fault = [path.name for path in files if path.name != "places.py" and spelled.search(path.read_text())]
    assert at_fault == []

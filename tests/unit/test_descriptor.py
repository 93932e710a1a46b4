"""Descriptors: what a source.yaml may say, and what a wrong one is told."""

import copy
from pathlib import Path

import pytest
import yaml

from emergence.io.errors import DataError
from emergence.sources import descriptor

SHA = "ab" * 32
CONTENT = {
    "title": "A source",
    "citation": {"authors": "Nobody", "year": 2024, "title": "A paper", "arxiv": "2401.00001"},
    "licence": "MIT",
    "method": "released",
    "upstream": [
        {
            "url": "https://example.org/files",
            "mirror": "folder",
            "files": [{"path": "a/b.csv", "sha256": SHA}, {"path": "c.csv", "mirror": "other.csv", "sha256": SHA}],
        },
        {"mirror": "by-hand", "notes": "a transcription", "files": [{"path": "d.csv", "sha256": SHA}]},
    ],
    "pools": {
        "all": {"title": "All runs"},
        "late": {"title": "Late", "where": {"tokens": {"min": 1e9}, "family": ["A"]}},
    },
    "x": {"loss_c4_en": {"label": "loss on C4", "max": 4.5}, "log10_flops": {}},
}


WHOLE = {"task": "mmlu", "metric": "accuracy", "parts": ["stem", "other"]}
APART = {"whole_tasks": {"title": "Whole tasks", "where": {"method": "derived"}}}


def written(folder, **changes):
    """A source.yaml with some keys changed, or left out where the change is None."""
    content = {key: value for key, value in (copy.deepcopy(CONTENT) | changes).items() if value is not None}
    path = Path(folder, "somewhere", "source.yaml")
    path.parent.mkdir(exist_ok=True)
    path.write_text(yaml.safe_dump(content))
    return path


def test_files_know_their_places(tmp_path):
    described = descriptor.load(written(tmp_path))
    assert described.name == "somewhere"
    first, second, third = described.files
    assert (first.mirror, first.url) == ("folder/a/b.csv", "https://example.org/files/a/b.csv")
    assert (second.mirror, second.url) == ("folder/other.csv", "https://example.org/files/c.csv")
    assert (third.mirror, third.url) == ("by-hand/d.csv", None)


def test_pools_and_x(tmp_path):
    described = descriptor.load(written(tmp_path))
    assert described.pools["all"].where == {}
    assert described.pools["late"].where == {"tokens": {"min": 1e9}, "family": ["A"]}
    assert described.x == {"loss_c4_en": {"label": "loss on C4", "max": 4.5}, "log10_flops": {}}


PLACE = {"mirror": "m", "files": [{"path": "a", "sha256": SHA}]}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"pool": {}}, "no key 'pool'"),
        ({"licence": None}, "a key 'licence'"),
        ({"method": "guessed"}, "one of released, transcribed, digitised, derived"),
        ({"x": {"flops": {}}}, "column 'x'"),
        ({"x": {"log10_flops": {"most": 4}}}, "no key 'most'"),
        ({"label": ""}, "column 'label'"),
        ({"upstream": [PLACE]}, "upstream.0"),
        ({"upstream": [PLACE | {"url": "https://example.org/", "notes": "n"}]}, "upstream.0.url"),
        ({"upstream": [PLACE | {"notes": "n", "sums": "a.sha256"}]}, "upstream.0"),
        ({"upstream": [{"pattern": "*.json"}]}, "upstream.0"),
        ({"upstream": [{"notes": "n", "mirror": "m", "files": [{"path": "a", "sha256": "abc"}]}]}, "SHA-256"),
        ({"pools": {"all": {"title": "All", "where": {"tokens": {"least": 1}}}}}, "pools.all.where.tokens"),
        ({"citation": {"authors": "N", "year": "2024", "title": "T"}}, "citation.year"),
        ({"wholes": [WHOLE]}, "a key 'whole_tasks'"),
        ({"wholes": [WHOLE], "pools": {**APART, "all": {"title": "All runs", "where": {"family": "A"}}}}, "'method'"),
    ],
)
def test_a_wrong_descriptor_is_told_what_was_expected(tmp_path, changes, message):
    with pytest.raises(DataError) as caught:
        descriptor.load(written(tmp_path, **changes))
    assert "source.yaml" in str(caught.value)
    assert message in str(caught.value)


OUTSIDE = ["../a", "a/../../b", "/etc/passwd", "..", "a/..", "C:/a", "a\\..\\b", "a\n/../../b", ""]


@pytest.mark.parametrize("name", OUTSIDE)
@pytest.mark.parametrize("key", ["mirror", "files.0.path", "files.0.mirror", "sums", "pattern"])
def test_a_path_that_leaves_its_folder_is_refused(tmp_path, key, name):
    place = {
        "mirror": PLACE | {"notes": "n", "mirror": name},
        "files.0.path": {"notes": "n", "mirror": "m", "files": [{"path": name, "sha256": SHA}]},
        "files.0.mirror": {"notes": "n", "mirror": "m", "files": [{"path": "a", "mirror": name, "sha256": SHA}]},
        "sums": {"notes": "n", "mirror": "m", "sums": name},
        "pattern": {"notes": "n", "pattern": name},
    }[key]
    with pytest.raises(DataError) as caught:
        descriptor.load(written(tmp_path, upstream=[place]))
    assert f"column 'upstream.0.{key}': found {name!r}" in str(caught.value)
    assert ("a path within the folder" in str(caught.value)) == (key != "sums")


@pytest.mark.parametrize("name", ["a..b", "..a/b", "a/...", "b c,d+e=f.json", "s/**/scores_*.json", "a/./b"])
def test_names_with_dots_are_no_way_out(tmp_path, name):
    place = {"notes": "n", "mirror": "m", "files": [{"path": name, "sha256": SHA}]}
    assert descriptor.load(written(tmp_path, upstream=[place])).files[0].path == name


@pytest.mark.parametrize("name", [name for name in OUTSIDE if name and "\n" not in name])
def test_a_listed_path_that_leaves_its_folder_is_refused(tmp_path, name):
    path = written(tmp_path, upstream=[{"mirror": "m", "notes": "n", "sums": "some.sha256"}])
    (path.parent / "some.sha256").write_text(f"{SHA}  a\n{SHA}  {name}\n")
    with pytest.raises(DataError) as caught:
        descriptor.load(path)
    assert f"some.sha256, row 2: found {name!r}: expected a path within the folder" in str(caught.value)


def test_a_list_of_checksums_that_is_a_link_out_of_the_folder_is_refused(tmp_path):
    path = written(tmp_path, upstream=[{"mirror": "m", "notes": "n", "sums": "some.sha256"}])
    (tmp_path / "secret").write_text(f"{SHA}  a\n")
    (path.parent / "some.sha256").symlink_to(tmp_path / "secret")
    with pytest.raises(DataError, match=r"some\.sha256: found '.*secret': expected a file in .*no link that leads out"):
        descriptor.load(path)


@pytest.mark.parametrize("url", ["http://example.org/a", "file:///etc", "https://me:word@example.org/a", "ftp://a.b/c"])
def test_only_https_is_an_address(tmp_path, url):
    with pytest.raises(DataError, match=r"upstream\.0\.url.*expected an address that begins with https://"):
        descriptor.load(written(tmp_path, upstream=[PLACE | {"url": url}]))


def test_an_upstream_path_may_stand_once(tmp_path):
    twice = [PLACE | {"notes": "n"}, PLACE | {"notes": "n", "mirror": "elsewhere"}]
    with pytest.raises(DataError, match="each upstream path once"):
        descriptor.load(written(tmp_path, upstream=twice))


def test_files_listed_beside_the_descriptor(tmp_path):
    place = {"mirror": "m", "url": "https://example.org/files", "sums": "some.sha256"}
    path = written(tmp_path, upstream=[place])
    with pytest.raises(DataError, match=r"some\.sha256.*a list of the upstream files"):
        descriptor.load(path)
    (path.parent / "some.sha256").write_text(f"{SHA}  a/b c.json\n{SHA}  d.json\n")
    first, second = descriptor.load(path).files
    assert (first.path, first.sha256, first.mirror) == ("a/b c.json", SHA, "m/a/b c.json")
    assert second.url == "https://example.org/files/d.json"
    (path.parent / "some.sha256").write_text(f"{SHA}  a\n{SHA} b\n")
    with pytest.raises(DataError, match="row 2.*two blanks"):
        descriptor.load(path)


def test_a_pattern_stands_instead_of_files(tmp_path):
    described = descriptor.load(written(tmp_path, upstream=[{"pattern": "**/*.json", "notes": "the user's"}]))
    assert (described.files, described.pattern) == ((), "**/*.json")
    assert descriptor.load(written(tmp_path)).pattern is None


def test_wholes_have_a_pool_of_their_own(tmp_path):
    pools = {**APART, "all": {"title": "All runs", "where": {"method": "released"}}}
    assert set(descriptor.load(written(tmp_path, wholes=[WHOLE], pools=pools)).pools) == {"all", "whole_tasks"}


def test_descriptors_are_frozen(tmp_path):
    described = descriptor.load(written(tmp_path))
    with pytest.raises(AttributeError):
        described.title = "Another"

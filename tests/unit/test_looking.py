"""What a book remembers of pictures: by content, whenever they were written."""

import json

import pytest

from emergence.draw import looking


@pytest.fixture
def looked(monkeypatch):
    """The pictures that were looked at."""
    seen = []
    monkeypatch.setattr(
        looking, "look", lambda picture, kind: seen.append(picture) or {"text": picture.decode() + kind}
    )
    return seen


def test_a_picture_is_looked_at_once_for_each_content_kind_and_code(tmp_path, looked):
    kept, kinds = tmp_path / "looks.json", {"p/fig1": "figure", "p/fig2": "table"}
    pictures = {"p/fig1": b"a", "p/fig2": b"b"}
    first = looking.looks(pictures, kinds, "1", kept)
    assert first == {"p/fig1": {"text": "afigure"}, "p/fig2": {"text": "btable"}}
    assert looking.looks(pictures, kinds, "1", kept) == first
    assert looked == [b"a", b"b"]
    looking.looks({"p/fig1": b"c"}, kinds, "1", kept)
    looking.looks(pictures, kinds, "1", kept)  # a run of some exhibits does not forget the others
    assert looked == [b"a", b"b", b"c"]
    looking.looks(pictures, kinds, "2", kept)
    assert looked == [b"a", b"b", b"c", b"a", b"b"]


@pytest.mark.parametrize("content", ["", "{", "[]"])
def test_a_damaged_memory_is_an_empty_one(tmp_path, looked, content):
    (tmp_path / "looks.json").write_text(content)
    looking.looks({"p/fig1": b"a"}, {"p/fig1": "figure"}, "1", tmp_path / "looks.json")
    assert looked == [b"a"]
    assert json.loads((tmp_path / "looks.json").read_text())


def test_old_pictures_are_forgotten(tmp_path, looked, monkeypatch):
    monkeypatch.setattr(looking, "_MOST", 2)
    for content in (b"a", b"b", b"c"):
        looking.looks({"p/fig1": content}, {"p/fig1": "figure"}, "1", tmp_path / "looks.json")
    assert len(json.loads((tmp_path / "looks.json").read_text())) == 2

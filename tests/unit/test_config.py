"""The configuration of a run: types from the schema, differences from the standard one, and where results go."""

import pytest

from emergence.catalogue.config import changed, completed, require, results_folder, typed
from emergence.io.errors import DataError

SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "draws": {"type": "integer"},
        "confidence": {"type": "number"},
        "names": {"type": ["array", "null"], "items": {"type": "string"}},
        "sizes": {"type": "array", "items": {"type": "integer"}},
        "shown": {"type": "boolean"},
        "shards": {"type": "object", "additionalProperties": {"type": "integer"}},
        "x": {"additionalProperties": {"oneOf": [{"type": "null"}, {"$ref": "#/$defs/limits"}]}},
        "patterns": {"patternProperties": {"^loss_": {"type": "number"}}},
    },
    "$defs": {"limits": {"type": "object", "properties": {"max": {"type": "number"}}}},
}
STANDARD = {"sources": None, "exhibits": None, "results": None, "shards": {"default": 1}, "folders": {}, "mirror": None}
STANDARD |= {"x_kinds": {}, "fits": {"draws": 1000, "seed": 1}}


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ({"draws": "10"}, {"draws": 10}),
        ({"confidence": "0.9"}, {"confidence": 0.9}),
        ({"names": "null"}, {"names": None}),
        ({"names": ["1", "null"]}, {"names": ["1", "null"]}),
        ({"sizes": ["5", "8"]}, {"sizes": [5, 8]}),
        ({"shown": "False"}, {"shown": False}),
        ({"shards": {"olmo": "4"}}, {"shards": {"olmo": 4}}),
        ({"x": {"loss_c4": {"max": "4"}, "flops": "null"}}, {"x": {"loss_c4": {"max": 4.0}, "flops": None}}),
        ({"patterns": {"loss_c4": "4.5", "other": "4.5"}}, {"patterns": {"loss_c4": 4.5, "other": "4.5"}}),
        ({"draws": 7, "names": None}, {"draws": 7, "names": None}),
    ],
)
def test_words_become_what_the_schema_asks_for(given, meant):
    assert typed(given, SCHEMA) == meant


@pytest.mark.parametrize("word", ["ten", "1.5", "", "1e3"])
def test_a_word_that_is_no_such_number_stays_and_is_named_by_the_validation(word):
    settled = typed({"draws": word}, SCHEMA)
    assert settled == {"draws": word}
    with pytest.raises(DataError, match=r"config, column 'draws': found '.*': expected a value of type integer"):
        require(settled, SCHEMA)


def test_changed_settings_are_dotted_keys_and_leave_out_what_is_no_setting():
    own = {**STANDARD, "exhibits": ["a/b"], "shards": {"default": 4}, "fits": {"draws": 10, "seed": 1, "new": 2}}
    assert changed(own, STANDARD) == ["fits.draws", "fits.new"]
    assert changed(STANDARD, STANDARD) == []


def test_a_whole_run_and_one_of_some_exhibits_write_into_results():
    assert results_folder(STANDARD, STANDARD) == ("results", [])
    assert results_folder({**STANDARD, "exhibits": ["a/b"], "mirror": "/m"}, STANDARD) == ("results", [])


@pytest.mark.parametrize(
    ("own", "reasons"),
    [
        ({"sources": ["mylab"]}, ["sources"]),
        ({"folders": {"mylab": "/home/me"}}, ["folders"]),
        ({"fits": {"draws": 10, "seed": 1}}, ["fits.draws"]),
        ({"x_kinds": {"log10_flops": None}}, ["x_kinds.log10_flops"]),
    ],
)
def test_other_sources_settings_or_data_have_a_folder_of_their_own(own, reasons):
    folder, why = results_folder({**STANDARD, **own}, STANDARD)
    assert folder.startswith("results-partial-")
    assert why == reasons
    assert results_folder({**STANDARD, **own, "exhibits": ["a/b"], "shards": {"default": 2}}, STANDARD)[0] == folder


def test_sources_that_the_standard_config_names_itself_are_a_part_too():
    own = {**STANDARD, "sources": ["mylab"]}
    assert results_folder(own, own)[1] == ["sources"]


def test_different_settings_have_different_folders_and_a_named_folder_is_kept():
    folders = {results_folder({**STANDARD, "fits": {"draws": draws}}, STANDARD)[0] for draws in (1, 2, 3)}
    assert len(folders) == 3
    assert results_folder({**STANDARD, "sources": ["mylab"], "results": "mine"}, STANDARD) == ("mine", [])


def test_what_a_config_does_not_name_is_as_in_the_standard_one():
    standard = {"a": 1, "fits": {"draws": 5, "margin": {"loss": 0.2}}, "shards": {}}
    given = {"fits": {"margin": {"loss": 0.1}}, "shards": {"x": 2}, "a": None}
    expected = {"a": None, "fits": {"draws": 5, "margin": {"loss": 0.1}}, "shards": {"x": 2}}
    assert completed(given, standard) == expected
    assert standard["fits"]["margin"] == {"loss": 0.2}

"""The reader of lm-evaluation-harness on real results of both layouts."""

import json

import pytest

from emergence.sources.formats import lm_eval


def test_all_final_models_are_read(mirror):
    """The old layout: results that stood in the harness's own repository."""
    folder = mirror / "lm-eval-finals" / "results"
    paths = sorted(folder.rglob("*.json"))
    found = [lm_eval.scores(json.loads(path.read_bytes()), path.stem, None) for path in paths]
    assert sum(map(len, found)) == 3483
    opt = next(scores for path, scores in zip(paths, found, strict=True) if path.stem == "opt-1.3b")
    assert set(opt["model"]) == {"facebook/opt-1.3b"}
    assert set(opt["shots"]) == {0}
    row = opt[(opt["name"] == "hendrycksTest-high_school_chemistry") & (opt["key"] == "acc")].iloc[0]
    assert (row["value"], row["n_items"]) == (pytest.approx(0.246305, abs=1e-6), 203)


def test_a_seed_of_pythia_is_read(mirror):
    """The layout since 0.4."""
    path = mirror / "pythia-losses" / "eval-harness" / "downstream_70m_seed1.json"
    found = lm_eval.scores(json.loads(path.read_bytes()), path.name, 2097152)
    assert set(found["model"]) == {"EleutherAI/pythia-70m-seed1"}
    assert set(found["tokens"]) == {143000 * 2097152}
    items = found[found["key"] == "acc"].set_index("name")["n_items"].to_dict()
    assert items == {"arc_challenge": 1172, "arc_easy": 2376, "lambada_openai": 5153, "piqa": 1838, "swag": 20006}

"""Shares of verdicts, laid end to end."""

import pandas as pd
import pytest

from emergence.analyses.verdict_shares import TABLE, verdict_shares
from emergence.io.checking import check


def shares(rows):
    verdicts = pd.DataFrame(rows, columns=["source", "metric", "verdict", "status"])
    return check(verdict_shares(verdicts), TABLE, "verdict_shares")


def test_bars_are_laid_end_to_end_in_the_order_of_the_words():
    rows = [("s", "accuracy", word, "ok") for word in ("gradual", "misfit", "abrupt", "gradual")]
    found = shares([*rows, ("s", "accuracy", "unresolved", "too_few_runs")])
    assert found["verdict"].tolist() == ["abrupt", "gradual", "misfit"]
    assert found["n_series"].tolist() == [1, 2, 1]
    assert found["n_tested"].tolist() == [4, 4, 4]
    assert found["share_base"].tolist() == pytest.approx([0, 0.25, 0.75])
    assert found["share_top"].tolist() == pytest.approx([0.25, 0.75, 1])


def test_sources_and_metrics_are_rows_of_their_class():
    found = shares(
        [
            ("b", "accuracy", "flat", "ok"),
            ("a", "bleu", "flat", "ok"),
            ("a", "exact_match", "flat", "ok"),
            ("b", "bleu", "abrupt", "ok"),
            ("b", "bleu", "flat", "ok"),
            ("c", "accuracy", "unresolved", "too_few_runs"),
        ]
    )
    rows = found.drop_duplicates(["source", "metric"]).set_index(["metric_class", "source", "metric"])["rank"]
    assert rows.to_dict() == {
        ("all or nothing", "a", "exact_match"): 0,
        ("all or nothing", "b", "accuracy"): 1,
        ("other metrics", "a", "bleu"): 0,
        ("other metrics", "b", "bleu"): 1,
    }


def test_no_verdicts():
    assert shares([]).empty

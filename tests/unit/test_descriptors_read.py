"""Display names: from descriptors, one label a key, and kinds of x that have a name of their own."""

import pytest

from emergence.catalogue.descriptors import labels, x_of
from emergence.io.errors import DataError
from emergence.schema.x_kinds import is_loss, with_unit, x_kind

SOURCES = {
    "mine": {"label": "My models", "pools": {"all": {"title": "All"}}, "x": {"loss_pile": {}, "log10_flops": {}}},
    "yours": {
        "pools": {"big": {"title": "Big ones", "label": "large models"}},
        "x": {"loss_pile": {"label": "Pile loss"}},
    },
}


def test_labels_of_sources_pools_and_x():
    assert labels(SOURCES) == {
        "mine": "My models",
        "big": "large models",
        "loss_pile": "Pile loss",
        "log10_flops": "compute (log10 FLOPs)",
    }


def test_a_pool_that_is_called_like_its_source_shares_its_label():
    assert labels({"a": {"label": "A", "pools": {"a": {"title": "All of A"}}}}) == {"a": "A"}


def test_a_key_has_one_label():
    other = {"others": {"pools": {"big": {"title": "Big", "label": "giants"}}}}
    with pytest.raises(DataError, match=r"data/others/source\.yaml.*'giants'.*data/yours/source\.yaml gives 'big'"):
        labels(SOURCES | other)


def test_a_kind_of_x_says_what_it_is():
    assert x_kind("loss_c4_en") == ("cross_entropy", "c4_en", "loss on c4 en", "nats per token")
    assert x_kind("log10_perplexity_a_b")[:2] == ("perplexity", "a_b")
    assert x_kind("bits_per_byte_web")[:2] == ("corpus_bits_per_byte", "web")
    assert x_kind("last_word_nats_lambada")[:2] == ("last_word_nats", "lambada")
    assert x_kind("log10_params")[:2] == (None, None)
    assert x_kind("loss_c4_en").lower_is_better
    assert not x_kind("log10_flops").lower_is_better
    assert is_loss("loss_c4_en")
    assert not is_loss("log10_perplexity_a_b")


@pytest.mark.parametrize(
    ("key", "title"),
    [
        ("loss_c4_en", "loss on c4 en (nats per token)"),
        ("log10_flops", "compute (log10 FLOPs)"),
        ("log10_params", "parameters (log10)"),
        ("bits_per_byte_pile", "bits per byte on pile"),
    ],
)
def test_a_title_has_its_unit_once(key, title):
    assert with_unit(x_kind(key).title, x_kind(key).unit) == title


@pytest.mark.parametrize("key", ["flops", "loss_", "losses"])
def test_an_unknown_kind_of_x_is_refused(key):
    with pytest.raises(ValueError, match="expected one of log10_flops"):
        x_kind(key)


def test_the_config_may_change_limits_of_x_or_leave_one_out():
    source = {"x": {"loss_pile": {"label": "l", "max": 4.5}, "log10_flops": {}, "log10_params": {"min": 6}}}
    assert x_of(source, {}) == {"loss_pile": {"max": 4.5}, "log10_flops": {}, "log10_params": {"min": 6}}
    overrides = {"loss_pile": {"min": 2}, "log10_flops": None, "loss_of_another_source": {"max": 1}}
    assert x_of(source, overrides) == {"loss_pile": {"min": 2}, "log10_params": {"min": 6}}

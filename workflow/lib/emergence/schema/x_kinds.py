"""The quantities that scores are compared with (x), by their key in the column ``x_kind``.

No numpy: a workflow is planned with it.
"""

import re
from typing import NamedTuple


class XKind(NamedTuple):
    """What a kind of x is.

    Attributes
    ----------
    metric : str or None
        Metric in data/metrics.csv of the observations that give this x; None where x is a property of the run.
    corpus : str or None
        Task of those observations: the validation corpus.
    title : str
        Name for people, where the source gives none.
    unit : str
        Unit of x, and of differences between x.
    """

    metric: str | None
    corpus: str | None
    title: str
    unit: str

    @property
    def lower_is_better(self) -> bool:
        """Whether a better model has the smaller x: for losses and perplexities."""
        return self.metric is not None


_OF_RUNS = {
    "log10_flops": ("compute (log10 FLOPs)", "log10 FLOPs"),
    "log10_params": ("parameters (log10)", "log10 parameters"),
    "params_tokens": ("parameters and tokens", "parameters"),
}
# Prefix of the key, before the corpus: the metric, the title around the corpus, and the unit.
_OF_CORPORA = {
    "loss_": ("cross_entropy", "loss on {}", "nats per token"),
    "bits_per_byte_": ("corpus_bits_per_byte", "bits per byte on {}", "bits per byte"),
    "log10_perplexity_": ("perplexity", "perplexity on {} (log10)", "log10 perplexity"),
    "last_word_nats_": ("last_word_nats", "loss of the last word on {}", "nats per word"),
}


# Losses that a law of parameters and tokens may be fitted to. Its exponents do not depend on the unit of the loss.
LAW_METRICS = ("cross_entropy", "loss_unit_unknown")


def x_kind(key: str) -> XKind:
    """The kind of x that a key names.

    Raises
    ------
    ValueError
        If there is no such kind.
    """
    if key in _OF_RUNS:
        return XKind(None, None, *_OF_RUNS[key])
    for prefix, (metric, title, unit) in _OF_CORPORA.items():
        corpus = key.removeprefix(prefix)
        if corpus not in (key, ""):
            return XKind(metric, corpus, title.format(corpus.replace("_", " ")), unit)
    raise ValueError(f"{key!r}: expected one of {', '.join([*_OF_RUNS, *(f'{p}<corpus>' for p in _OF_CORPORA)])}")


def with_unit(title: str, unit: str) -> str:
    """The title of an x with its unit behind it, unless the title has all words of the unit."""
    return title if set(unit.split()) <= set(re.findall(r"\w+", title)) else f"{title} ({unit})"


def is_loss(key: str) -> bool:
    """Whether an x is the cross-entropy on a corpus."""
    return x_kind(key).metric == "cross_entropy"

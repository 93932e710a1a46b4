"""The quantities that scores are compared with (x), by their key in the column ``x_kind``.

No numpy: a workflow is planned with it.
"""

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
    """

    metric: str | None
    corpus: str | None
    title: str

    @property
    def lower_is_better(self) -> bool:
        """Whether a better model has the smaller x: for losses and perplexities."""
        return self.metric is not None


_OF_RUNS = {
    "log10_flops": "compute (log10 FLOPs)",
    "log10_params": "parameters (log10)",
    "params_tokens": "parameters and tokens",
}
# Prefix of the key, before the corpus: the metric, and the title around the corpus.
_OF_CORPORA = {
    "loss_": ("cross_entropy", "loss on {}"),
    "bits_per_byte_": ("corpus_bits_per_byte", "bits per byte on {}"),
    "log10_perplexity_": ("perplexity", "perplexity on {} (log10)"),
    "last_word_nats_": ("last_word_nats", "loss of the last word on {}"),
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
        return XKind(None, None, _OF_RUNS[key])
    for prefix, (metric, title) in _OF_CORPORA.items():
        corpus = key.removeprefix(prefix)
        if corpus not in (key, ""):
            return XKind(metric, corpus, title.format(corpus.replace("_", " ")))
    raise ValueError(f"{key!r}: expected one of {', '.join([*_OF_RUNS, *(f'{p}<corpus>' for p in _OF_CORPORA)])}")


def is_loss(key: str) -> bool:
    """Whether an x is the cross-entropy on a corpus."""
    return x_kind(key).metric == "cross_entropy"

"""What the config says about forecasts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Method:
    """How a ladder forecasts, whatever runs it is of.

    Parameters
    ----------
    candidates : dict
        ``form``, ``floor`` and ``ceiling`` to lists of names, ``law`` to a dict of names to exponents (alpha, beta),
        None where one exponent is fitted. Every combination is a candidate.
    confidence : float
        Of intervals, 0..1.
    min_levels : int
        Levels that a fit needs, when the ladder forecasts itself.
    known_losses : tuple of str
        Kinds of loss that are routes to the scores; of the first, a larger run must have less than the smaller ones.
    losses : tuple of str
        Kinds of loss that are themselves forecast.
    """

    candidates: Mapping[str, Any]
    confidence: float
    min_levels: int
    known_losses: tuple[str, ...]
    losses: tuple[str, ...] = ()


@dataclass(frozen=True)
class ForecastSettings:
    """The section ``forecasts`` of the config for one source, with the level of ``fits``.

    Parameters
    ----------
    candidates : dict
        ``form``, ``floor`` and ``ceiling`` to lists of names, ``law`` to a dict of names to exponents (alpha, beta),
        None where one exponent is fitted. Every combination is a candidate.
    step : float
        A new level of a ladder begins where the size of runs, in order, grows by more than this factor.
    confidence : float
        Of intervals, 0..1.
    held_out : bool
        Whether the targets were never used in developing the method.
    corpus : str
        Validation corpus whose loss is a route to accuracy.
    losses : list of str
        Validation corpora whose loss is itself forecast.
    task_loss : str
        Metric of the loss of the right answer, which is the other route.
    predictors : list of str
        What may be known of a target: ``loss_<corpus>``, the ``task_loss``, ``params_tokens`` or ``flops``.
    format, shots : str, float
        Which evaluations of the tasks.
    tasks : dict of str to str or None
        Task to its split.
    parts : dict of str to dict
        Task to the weights of its parts, for tasks that are published in parts.
    checkpoints : int
        Last checkpoints of a ladder's run to average over.
    level : str
        ``params`` or ``flops``: the size that divides a ladder into levels.
    min_levels : int
        Levels that a fit needs, when the ladder forecasts itself.
    ladders : dict of str to dict
        Name of a ladder to its ``models``, a condition on the columns of models, and its ``targets``, a dict of models
        to forecast to the number of their last checkpoints to average over.
    """

    candidates: Mapping[str, Any]
    step: float
    confidence: float
    held_out: bool
    corpus: str
    losses: list
    task_loss: str
    predictors: list
    format: str
    shots: float
    tasks: dict
    parts: dict
    checkpoints: int
    level: str
    min_levels: int
    ladders: dict

    @property
    def corpus_loss(self) -> str:
        """The kind of loss on the corpus, as ``x_kind`` names it."""
        return f"loss_{self.corpus}"

    @property
    def method(self) -> Method:
        """The part that does not depend on what the runs are called."""
        known, losses = (self.corpus_loss, self.task_loss), tuple(f"loss_{corpus}" for corpus in self.losses)
        return Method(self.candidates, self.confidence, self.min_levels, known, losses)

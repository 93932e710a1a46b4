"""What the config says about forecasts."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """The section ``forecasts`` of the config, with the level of ``fits``.

    Parameters
    ----------
    corpus : str
        Validation corpus whose loss is a route to accuracy.
    format, shots : str, float
        Which evaluations of the tasks.
    tasks : dict of str to str
        Task to its split.
    parts : dict of str to dict
        Task to the weights of its parts, for tasks that are published in parts.
    checkpoints : int
        Last checkpoints of a ladder run to average over.
    ladders : dict of str to list of str
        Name of a setting to its models, smallest first.
    targets : dict of str to int
        Model to forecast, to the number of its last checkpoints to average over.
    min_models : int
        Models that a fit needs, when the ladder forecasts itself.
    exponents : dict of str to (float, float)
        Name of a law to its published exponents alpha and beta.
    confidence : float
        Of intervals, 0..1.
    """

    corpus: str
    format: str
    shots: float
    tasks: dict
    parts: dict
    checkpoints: int
    ladders: dict
    targets: dict
    min_models: int
    exponents: dict
    confidence: float

    @property
    def corpus_loss(self):
        """The kind of loss on the corpus, as ``x_kind`` names it."""
        return f"loss_{self.corpus}"

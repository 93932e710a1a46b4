"""Studies: simulations and timings that say how far the atlas's own statistics can be trusted.

Each module in this folder is one study: ``STUDY(settings, threads)`` takes the fit settings and the number of processes
and returns the rows of the table of the module's name (see :mod:`emergence.schema.simulations`). One that names tables
of results in a literal ``INPUTS`` is given them too, and one of which ``studies`` in the config says something is given
that by name. They take minutes, so they are no part of the main job: `snakemake study` writes their tables under
``data/studies/tables/``, from where exhibits select like from any other.
"""

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


def study(name: str) -> "Callable[..., pd.DataFrame]":
    """The function of the study of this name."""
    return import_module(f"{__name__}.{name}").STUDY

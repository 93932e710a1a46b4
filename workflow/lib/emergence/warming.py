"""Compile and index once, at installation, what the first jobs would each pay for: `python -m emergence.warming`.

Importing is nearly all it takes: matplotlib lists the fonts, and numba keeps the solvers' loops; the forms' curves are
compiled when they are asked for.
"""

import matplotlib.font_manager

import emergence.hypotheses.testing
import emergence.inference.fitting
from emergence.models import registry
from emergence.solvers.compiling import curve_address

__all__ = ["emergence", "matplotlib"]

for form in registry().values():
    if derivatives := getattr(form, "derivatives", None):
        curve_address(derivatives)

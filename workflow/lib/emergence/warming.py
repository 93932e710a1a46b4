"""Compile and index once, at installation, what the first jobs would each pay for: `python -m emergence.warming`.

Importing is all it takes: matplotlib lists the fonts, and the forms compile their loops into numba's cache.
"""

import matplotlib.font_manager

import emergence.inference.fitting

__all__ = ["emergence", "matplotlib"]

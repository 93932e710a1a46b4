"""Srivastava et al. 2022: the score files in a user's checkout of google/BIG-bench."""

from emergence.sources.formats.bigbench_score_files import read

__all__ = ["read"]

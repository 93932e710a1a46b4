"""Tests and verdicts: differs from chance, trend, threshold, extrapolation."""

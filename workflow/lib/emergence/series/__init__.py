"""Observations paired with an x: series, their points, run bins and checkpoints."""

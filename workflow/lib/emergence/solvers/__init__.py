"""Numerical optimisation: the only room with compiled loops. It knows no form by name."""

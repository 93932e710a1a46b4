"""Numerical optimisation: the only room with compiled loops.

A solver minimises a function with a given geometry (a kink and an arm, a bent exponent, a sum of exponentials), which
is written out where compiled code needs its derivatives. It imports no form, and no form's name occurs in its results;
which form has this geometry, its parameters and their bounds are in ``emergence.models``.
"""

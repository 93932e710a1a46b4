"""The law of the loss by least absolute deviations of log L: the estimator of Besiroglu et al.'s printed point."""

from emergence.models.law import Law

# With the corner at 1e-9 a residual is either 0 to nine digits or counts by its absolute value.
FORM = Law("chinchilla_lad", deltas=tuple(10.0**-k for k in range(3, 10)))

"""The law of the loss by non-linear least squares of log L.

To first order in the relative residuals, which are half a percent, this is least squares of L with weights 1 / L^2.
They say that a loss errs by a share of itself. The reading of the Chinchilla runs does: 0.25 % of the loss, by the
spacing of the colours. What the fit leaves does not contradict: over sixths of the runs by fitted loss, from 2.1 to
3.4 nats, the median absolute residual is 0.28 to 0.53 % of the loss, without a trend. Unlike the robust estimators,
squares follow the few runs that are far off.
"""

from emergence.models.law import Law

# Huber's corner where no residual gets: a loss wrong by a factor of e^10.
FORM = Law("chinchilla_nls", deltas=(10.0,))

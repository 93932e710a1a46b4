"""The law of the loss by Huber's function with its corner at 1e-3 (Besiroglu et al. 2024; Hoffmann et al. 2022)."""

from emergence.models.law import Law

FORM = Law("chinchilla_huber", deltas=(1e-3,))

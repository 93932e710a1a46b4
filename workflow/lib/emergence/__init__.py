"""Emergence Atlas: reading published scores and losses, fitting and testing emergence, drawing it.

``emergence.fit(x, y)`` judges one score, the command ``emergence fit runs.csv`` a table of runs. The rooms are a
stage each, in the order of the flow:
``sources`` and ``digitise`` -> ``series`` -> ``models``, ``solvers`` and ``inference`` ->
``hypotheses`` -> ``analyses`` -> ``exhibits`` -> ``draw``, on ``schema`` (what a table holds) and ``io``; ``catalogue``
knows what there is, and ``own`` is about a lab's own runs.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from emergence.own.result import Result, fit

__all__ = ["Result", "fit"]


def __getattr__(name: str) -> Any:
    """What a Python user meets, imported when it is asked for: the workflow is planned without numpy."""
    if name in __all__:
        from emergence.own import result

        return getattr(result, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

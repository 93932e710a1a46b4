"""Faults that are injected into a built project: a function each, and what people are told of it.

`tests/workflow/test_faults.py` injects every one of them. `docs/faults.md` is their list; `python -m faults`, in
`tests/`, writes it.
"""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass

NOTHING = "`make`"


@dataclass(frozen=True)
class Fault:
    """One way in which a run or its results are damaged.

    Attributes
    ----------
    inject : callable
        Takes the project and damages it. If it yields, it yields the run that meets the fault, and afterwards does what
        the user is told to do; otherwise the next `make` meets it.
    group : str
    what : str
        What happens, for the list.
    says : tuple of str
        Parts of what that run says, in any order.
    do : str
        What the user does.
    mends : bool
        Whether the run that meets the fault ends well.
    """

    inject: Callable
    group: str
    what: str
    says: tuple[str, ...]
    do: str
    mends: bool

    @property
    def name(self) -> str:
        """Of the function."""
        return self.inject.__name__

    def strike(self, project) -> Iterator:
        """The run that meets the fault; what comes after it is the repair."""
        if inspect.isgeneratorfunction(self.inject):
            yield from self.inject(project)
        else:
            self.inject(project)
            yield project.snakemake()


FAULTS: list[Fault] = []


def fault(group: str, what: str, *says: str, do: str = NOTHING, mends: bool = True):
    """Register the function below as a fault."""

    def register(inject):
        FAULTS.append(Fault(inject, group, what, says, do, mends))
        return inject

    return register


def all_faults() -> list[Fault]:
    """Every fault, in the order of the list."""
    from faults import inputs, interruptions, machine, results  # noqa: F401, each registers its own

    order = [results, interruptions, machine, inputs]
    return sorted(FAULTS, key=lambda one: [module.__name__ for module in order].index(one.inject.__module__))

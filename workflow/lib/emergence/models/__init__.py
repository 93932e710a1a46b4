"""Functional forms: one file a form, which defines ``FORM``; found by being there.

The other files are what forms share: the protocol (``base``), forms with a threshold (``threshold``), forms of a place
and a shape (``separable``), the law of the loss (``law``) and what follows from it (``optimum``).
"""

import pkgutil
from collections.abc import Iterable
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from emergence.io.errors import DataError

if TYPE_CHECKING:
    from emergence.models.base import Form


@cache
def registry() -> "dict[str, Form]":
    """All forms by name, in the order of their names."""
    modules = (import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__))
    forms = [module.FORM for module in modules if hasattr(module, "FORM")]
    return {form.name: form for form in sorted(forms, key=lambda form: form.name)}


def forms_of(names: Iterable[str] | None, x_kind: str) -> "list[Form]":
    """The forms that are fitted to series of one kind of x.

    Parameters
    ----------
    names : sequence of str or None
        As the config lists them; None for all that are fitted by default.
    x_kind : str
        Of a series.

    Returns
    -------
    list of Form
        In the order of their names, each once.

    Raises
    ------
    DataError
        If a name is not in the registry.
    """
    every = registry()
    names = [name for name, form in every.items() if form.default] if names is None else sorted(set(names))
    for name in names:
        if name not in every:
            raise DataError("config", "one of " + ", ".join(every), column="fits.forms", value=name)
    takes = "params_tokens" if x_kind == "params_tokens" else "x"
    return [every[name] for name in names if every[name].takes == takes]

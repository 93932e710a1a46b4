"""Functional forms: one file a form, which defines ``FORM``; found by being there."""

import pkgutil
from functools import cache
from importlib import import_module


@cache
def registry():
    """All forms by name, in the order of their names."""
    modules = (import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__))
    forms = [module.FORM for module in modules if hasattr(module, "FORM")]
    return {form.name: form for form in sorted(forms, key=lambda form: form.name)}

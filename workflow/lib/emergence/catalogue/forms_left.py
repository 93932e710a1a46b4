"""The forms that an exhibit shows, and what is left of it where the config fits fewer. No pandas: it runs at parse."""

from collections.abc import Mapping

from emergence.catalogue.exhibits import is_of_series, listed, parts_of
from emergence.catalogue.forms import with_threshold
from emergence.catalogue.wording import CONFIG

# What conditions on the tables of fits call a form; laws of the loss are named beside printed ones.
_COLUMNS = ("form", "law")


def forms_of(spec: Mapping) -> set[str]:
    """The forms that an exhibit's yaml names in its conditions on tables of fits: a set of words."""
    fitted = [part.get("where", {}) for part in parts_of(spec) if is_of_series(part["from"])]
    return {form for where in fitted if "form" in where for form in listed(where["form"])}


def left_of(spec: Mapping, dropped: set[str]) -> dict | None:
    """An exhibit without what it shows of forms that are not fitted.

    Parameters
    ----------
    spec : dict
        The exhibit's yaml.
    dropped : set of str
        The forms that the config leaves out, and the tables that have no rows then.

    Returns
    -------
    dict or None
        The yaml without the layers, joined tables and columns of these forms and without the published values that are
        compared with them; None if no layer is left, or no row of a table.
    """
    left = _figure(spec, dropped) if spec["kind"] == "figure" else _table(spec, dropped)
    if left and "numbers" in spec:
        left["numbers"] = {name: _number(entry, dropped) for name, entry in spec["numbers"].items()}
    return left


def _number(entry, dropped):
    """A number of the caption; a dash where it is of forms that are not fitted."""
    return entry if _narrowed(entry, dropped) else {"value": "–", "from": CONFIG}


def _figure(spec, dropped):
    layers = [_narrowed(layer, dropped) for layer in spec["layers"]]
    kept = [number for number, layer in enumerate(layers) if layer]
    if not kept:
        return None
    left = {**spec, "layers": [layers[number] for number in kept]}
    if "sort" in spec and not _narrowed(spec["sort"], dropped):
        del left["sort"]
    if "published" in spec:
        compared = [entry for entry in spec["published"] if entry.get("where", {}).get("layer", kept[0]) in kept]
        left["published"] = [_renumbered(entry, kept) for entry in compared]
    return left


def _renumbered(entry, kept):
    """A published value that is compared with a layer, which now has another number."""
    where = entry.get("where", {})
    return {**entry, "where": {**where, "layer": kept.index(where["layer"])}} if "layer" in where else entry


def _table(spec, dropped):
    left = _narrowed(spec, dropped)
    if left is None:
        return None
    joins = [(join, _narrowed(join, dropped)) for join in spec.get("join", ())]
    lost = {name for join, narrowed in joins if narrowed is None for name in join["fields"].values()}

    # Columns that a pivot makes are named by the parts of their key: hinge.estimate.
    turned = dropped if set(_COLUMNS).intersection(spec.get("pivot", {}).get("columns", ())) else set()

    def is_left(entry):
        fields = (entry.get("field", ""), *entry.get("interval", ()))
        return not any(field in lost or turned.intersection(field.split(".")) for field in fields)

    left = {**left, "columns": list(filter(is_left, spec["columns"]))}
    if joins:
        left["join"] = [narrowed for _, narrowed in joins if narrowed]
    if "published" in spec:
        left["published"] = list(filter(is_left, spec["published"]))
    return left


def _narrowed(part, dropped):
    """A part of the yaml that selects from a table without the forms that are not fitted; None if it has no others."""
    where = part.get("where", {})
    if part["from"] in dropped or (where.get("kind") == "threshold" and dropped.issuperset(with_threshold())):
        return None
    if not is_of_series(part["from"]):
        return part
    for name in {*_COLUMNS} & {*where}:
        kept = [form for form in listed(where[name]) if form not in dropped]
        if not kept:
            return None
        if isinstance(where[name], list):
            part = {**part, "where": {**part["where"], name: kept}}
    return part

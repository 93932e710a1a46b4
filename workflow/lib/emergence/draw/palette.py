"""From a group's name to its colour and marker: the same in every figure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from zlib import crc32

from emergence.io import yaml_files
from emergence.io.errors import AtlasError, DataError

_SIZE = re.compile(r"(\d+(?:\.\d+)?) ?([kKmMbBtT])(?![A-Za-z])")
_UNIT = {"k": 1e3, "m": 1e6, "b": 1e9, "t": 1e12}


@dataclass(frozen=True)
class Style:
    """How a group looks: its colour, its marker, and whether the marker is filled."""

    colour: str
    marker: str = "o"
    filled: bool = True


# What drawing reads; the JSON schema of the palette says the rest.
_KEYS = ("ink", "muted", "colours", "diverging", "chance", "threshold", "families", "groups", "spare")
_GUIDE: tuple[str, ...] = ("colour", "name")
_FAMILY: tuple[str, ...] = ("light", "dark", "marker")
_SPARE: tuple[str, ...] = ("colours", "markers")
_COLOURED: tuple[str, ...] = ("colour",)


def parse(text: str) -> dict:
    """The palette in the text of palette.yaml.

    Parameters
    ----------
    text : str

    Returns
    -------
    dict

    Raises
    ------
    DataError
        If the text is no yaml, or a key is missing that drawing needs.
    """
    palette = yaml_files.parse(text, "palette.yaml")
    _require(palette, _KEYS)
    for name, keys in (("chance", _GUIDE), ("threshold", _GUIDE), ("spare", _SPARE), ("families", ()), ("groups", ())):
        _require(palette[name], keys, name)
    for name, keys in (("families", _FAMILY), ("groups", _COLOURED)):
        for entry in palette[name]:
            _require(palette[name][entry], keys, f"{name}.{entry}")
    return palette


def all_labels(palette: Mapping, labels: Mapping[str, str] | None = None) -> dict[str, str]:
    """What readers see in place of keys: the palette's labels, and others for the keys that it does not name.

    Parameters
    ----------
    palette : dict
        The parsed palette.yaml.
    labels : dict of str to str, optional
        Those of sources, pools and kinds of x.

    Returns
    -------
    dict of str to str
    """
    return {**(labels or {}), **palette.get("labels", {})}


def _require(entry, keys, path=None):
    """Hold an entry of the palette to its keys."""
    if not isinstance(entry, dict):
        raise DataError("palette.yaml", "keys and values", column=path, value=entry)
    for key in keys:
        if entry.get(key) is None:
            raise DataError("palette.yaml", f"a key {key!r}", column=path)


def styles(groups: Iterable[str], palette: Mapping) -> dict[str, Style]:
    """The style of each group of a figure.

    A group is looked up among ``groups``, then among ``families`` (its name or an alias begins the group's name; the
    longest wins). What is left takes a pair of ``spare`` that nothing else in the figure has, starting from a place
    that depends on its name only, so that it usually looks the same in other figures too.

    Parameters
    ----------
    groups : iterable of str
    palette : dict
        The parsed palette.yaml.

    Returns
    -------
    dict of str to Style

    Raises
    ------
    AtlasError
        If there are more unknown groups than spare pairs.
    """
    found: dict[str, Style] = {}
    unknown = []
    for group in sorted(set(groups)):
        style = known(group, palette)
        if style is not None and style not in found.values():
            found[group] = style
        else:
            unknown.append(group)
    spare = [(c, m) for m in palette["spare"]["markers"] for c in palette["spare"]["colours"]]
    taken = {(style.colour, style.marker) for style in found.values()}
    for group in unknown:
        start, colours = crc32(group.encode()), {colour for colour, _ in taken}
        turned = [spare[(start + k) % len(spare)] for k in range(len(spare))]
        free = [pair for pair in turned if pair not in taken]
        if not free:
            raise AtlasError(
                f"palette: {len(unknown)} groups without a colour of their own, {len(spare)} spare ones: {group!r}"
            )
        pair = next((pair for pair in free if pair[0] not in colours), free[0])
        taken.add(pair)
        found[group] = Style(*pair)
    return found


def order(groups: Iterable[str], palette: Mapping) -> list[str]:
    """The groups as a legend lists them: as the palette does, sizes ascending, unknown groups last by name."""
    families, named = list(palette["families"]), list(palette["groups"])

    def rank(group):
        family, rest = _family(group, palette)
        place = named.index(group) if group in named else len(named)
        return (families.index(family) if family else len(families), place if not family else 0, _count(rest), group)

    return sorted(set(groups), key=rank)


def sized(group: str, palette: Mapping) -> tuple[str, str] | None:
    """The family of a group as its name has it, and its size; None for a group whose name says anything else."""
    family, rest = _family(group, palette)
    if family is None or group in palette["groups"] or not _SIZE.fullmatch(rest.strip()):
        return None
    return group[: len(group) - len(rest)], rest.strip()


def known(group: str, palette: Mapping) -> Style | None:
    """The style of a group or of a model of a family, its size as a shade; None where the palette has neither."""
    entry = palette["groups"].get(group)
    if entry:
        return Style(entry["colour"], entry.get("marker", "o"), entry.get("fill") != "none")
    family, rest = _family(group, palette)
    if family is None:
        return None
    entry = palette["families"][family]
    colour = _blend(entry["light"], entry["dark"], _shade(rest, entry.get("sizes", ())))
    return Style(colour, entry["marker"])


def _family(group, palette):
    """The family of a group and the rest of the group's name; (None, group) if it has none."""
    names = [(name, family) for family, e in palette["families"].items() for name in (family, *e.get("aliases", ()))]
    for name, family in sorted(names, key=lambda pair: -len(pair[0])):
        rest = group[len(name) :]
        if group.lower().startswith(name.lower()) and not (rest[:1].isalnum() and name[-1].isalnum()):
            return family, rest
    return None, group


def _shade(rest, sizes):
    """Place of a size between a family's lightest (0) and darkest (1): by rank among its sizes; 0.6 without a size."""
    count = _count(rest)
    if not count or not sizes:
        return 0.6
    known = [_count(size) for size in sizes]
    if len(known) == 1 or count <= known[0]:
        return 0.0 if len(known) > 1 else 0.6
    for k in range(1, len(known)):
        if count <= known[k]:
            part = (count - known[k - 1]) / (known[k] - known[k - 1])
            return (k - 1 + part) / (len(known) - 1)
    return 1.0


def _count(text):
    match = _SIZE.search(text)
    return float(match[1]) * _UNIT[match[2].lower()] if match else 0.0


def _blend(light, dark, share):
    low, high = (tuple(int(c[k : k + 2], 16) for k in (1, 3, 5)) for c in (light, dark))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in zip(low, high, strict=True))

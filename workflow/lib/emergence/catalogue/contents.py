"""The figures and tables of the papers, and what the atlas has of each. No pandas: it runs at parse time."""

from collections.abc import Mapping

from emergence.io.errors import DataError

MISSING = "not possible"


def contents(papers: Mapping[str, Mapping], exhibits: Mapping[str, Mapping], file: str = "papers.yaml") -> list[dict]:
    """What became of every item of every paper.

    Parameters
    ----------
    papers : dict of str to dict
        Paper to its ``title`` and ``items``: the name of a figure or table to what it ``shows`` and, where it cannot be
        had, the reason why it is ``missing``.
    exhibits : dict of str to dict
        Name to yaml; ``redoes`` lists the items that it redoes (``paper``, ``item``, ``from``, maybe a ``remark``).
    file : str
        What messages call the file of the papers.

    Returns
    -------
    list of dict
        One row an item and exhibit, in the order of the papers: ``paper``, ``paper_title``, ``item``, ``shows``,
        ``redone_from``, ``exhibit`` and ``remark``.

    Raises
    ------
    DataError
        If an exhibit redoes an item that is not listed, or if an item has neither an exhibit nor a reason, or both.
    """
    redone: dict[tuple[str, str], list] = {}
    for name, spec in exhibits.items():
        for entry in spec.get("redoes", ()):
            key = entry["paper"], entry["item"]
            if key[1] not in papers.get(key[0], {}).get("items", {}):
                raise DataError(spec["file"], f"an item that {file} lists", column="redoes", value=", ".join(key))
            redone.setdefault(key, []).append({**entry, "exhibit": name})
    rows = []
    for paper, about in papers.items():
        for item, entry in about.get("items", {}).items():
            found = redone.get((paper, item), [])
            if bool(found) == ("missing" in entry):
                problem = "an exhibit that redoes it or the reason why it is missing, and not both"
                raise DataError(file, problem, row=paper, column=item)
            gone = [{"from": MISSING, "exhibit": None, "remark": entry.get("missing")}]
            rows += [_row(paper, about["title"], item, entry["shows"], one) for one in found or gone]
    return rows


def _row(paper, title, item, shows, entry):
    about = {"paper": paper, "paper_title": title, "item": item, "shows": shows}
    return {**about, "redone_from": entry["from"], "exhibit": entry["exhibit"], "remark": entry.get("remark")}

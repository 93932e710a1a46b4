"""How often each verdict is given to series of known onset and onset width, in the designs of the sources.

A series of a design (:mod:`emergence.simulations._designs`) follows one truth (:mod:`emergence.simulations._truths`)
with one onset width; its onset, rise, items, scatter and all that is random are drawn anew for each series. It is
judged as any other, by itself. The intervals of onset and onset width are held against the definitions.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import floor
from typing import Any

import numpy as np
import pandas as pd

from emergence.hypotheses.testing import margin_of, tested
from emergence.inference.shares import wilson
from emergence.io.tables import Tables
from emergence.models.base import Settings
from emergence.schema.simulations import VERDICT_RATES
from emergence.schema.verdicts import VERDICT_WORDS, column_of
from emergence.series.points import Points
from emergence.series.run_bins import run_bins_of
from emergence.simulations._designs import Design, designs_of, simulate
from emergence.simulations._estimand import Curve, onset_of, width_of
from emergence.simulations._judged import ACCURACY, DRAWS, alone
from emergence.simulations._simulated import in_batches
from emergence.simulations._truths import ABRUPT, SMOOTH, TRUTHS, Truth

# Tables of results that the study is made from: :mod:`emergence.analyses.designs`.
INPUTS = ("designs", "design_points")
# Onset widths over the margin.
WIDTHS = (0.1, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0, 5.0)
# Onsets, as shares of the range: early, in the middle, late. A series takes one of those that its truth can have.
PLACES = (0.15, 0.3, 0.45, 0.6, 0.75)
# No score expects more.
_HIGHEST = 0.97
# Series of a truth, width and design: most at the margin, where wrong verdicts are likeliest; and of a truth that takes
# no width.
SERIES, AT_MARGIN, WITHOUT_WIDTH = 2, 24, 24
# No onset width counts as less than this share of the range, since no data tell narrower ones apart.
KINK = 1e-3
ONE, NARROW, WIDE, NONE = "one", "below the margin", "from the margin on", "none"
_PARTS = ("onset", "width")


@dataclass(frozen=True)
class Cell:
    """Series of one design and truth.

    ``margin`` is that of the design's x as a share of its range, and ``share`` the onset width over the margin, NaN
    where the truth has none.
    """

    design: Design
    truth: Truth
    margin: float
    share: float
    places: tuple[float, ...]

    @property
    def width(self) -> float:
        """Onset width as a share of the range of x; 0 where the truth takes none."""
        return 0.0 if np.isnan(self.share) else self.share * self.margin

    @property
    def series(self) -> int:
        """Series to simulate."""
        if np.isnan(self.share):
            return WITHOUT_WIDTH
        return AT_MARGIN if self.share == 1 else SERIES

    @property
    def name(self) -> str:
        """In ids of series."""
        return f"{self.design.name}/{self.truth.name}/{self.share}"


def study(
    settings: Settings,
    threads: int,
    tables: Tables,
    times: float = 1.0,
    truths: Mapping[str, Truth] = TRUTHS,
) -> pd.DataFrame:
    """The table ``verdict_rates``.

    Parameters
    ----------
    settings : Settings
        All but the draws are used: there are :data:`emergence.simulations._judged.DRAWS`.
    threads : int
        Processes; the result does not depend on their number.
    tables : Tables
        :data:`INPUTS`.
    times : float
        So many times the series that the module's constants say; see :func:`_counts`.
    truths : dict of str to Truth

    Returns
    -------
    pandas.DataFrame
        A row for each set of series that :func:`_groups` names.
    """
    found = designs_of(tables["designs"], tables["design_points"])
    cells = list(_cells(found, truths, settings))
    counts = _counts([cell.series for cell in cells], times)
    outcomes = in_batches(partial(_batch, cells, replace(settings, draws=DRAWS)), counts, threads)
    return counted(pd.DataFrame([row for own in outcomes for row in own]))


def _cells(designs: Mapping[str, Design], truths: Mapping[str, Truth], settings: Settings) -> Iterator[Cell]:
    """The cells whose truth can have the width at some place."""
    for truth in truths.values():
        for design in designs.values():
            margin = margin_of(design.x_kind, settings) / design.x_range
            for share in WIDTHS if truth.has_width else (np.nan,):
                cell = Cell(design, truth, margin, share, ())
                places = tuple(place for place in PLACES if truth.curve(place, cell.width, 1.0) is not None)
                if places:
                    yield replace(cell, places=places)


def _counts(series: Sequence[int], times: float) -> list[int]:
    """``times`` the ``series`` of each cell, in whole numbers.

    Where that is no whole number, cells of the same number take turns with the next one above and below, so that every
    few neighbouring cells have together what they should.
    """
    counts, seen = [], Counter[int]()
    for own in series:
        before, after = (floor(count * times * own + 1e-9) for count in (seen[own], seen[own] + 1))
        counts.append(after - before)
        seen[own] += 1
    return counts


def _batch(cells: list[Cell], settings: Settings, number: int, indices: range) -> list[dict[str, Any]]:
    """Of each series of a cell what is known of it, its verdict, and whether its intervals hold the truth."""
    cell, rows, truths = cells[number], [], []
    for index in indices:
        random = np.random.default_rng([settings.seed, number, index])
        design = cell.design.varied(random)
        height = min(design.rise, _HIGHEST - design.floor)
        curve = cell.truth.curve(random.choice(cell.places), cell.width, height)
        assert curve is not None  # a place of the cell
        points, items = simulate(design, curve, random, f"{cell.name}/{index}", cell.truth.items)
        rows.append(tested(points, np.full(points.n, items), ACCURACY, "higher", cell.margin, settings))
        onset, width = _as_observed(curve, points)
        truths.append((onset, 0.0 if cell.truth.kind == ABRUPT else width))
    about: dict[str, Any] = {"design": cell.design.name, "truth": cell.truth.name, "kind": cell.truth.kind}
    about |= {"contained": cell.truth.contained, "widths": NONE, "width_over_margin": cell.share}
    if not np.isnan(cell.share):
        about["widths"] = WIDE if cell.share >= 1 else NARROW
    words = alone(rows, settings)
    return [about | {"verdict": word} | _held(row, true) for row, word, true in zip(rows, words, truths, strict=True)]


def _as_observed(curve: Curve, points: Points) -> tuple[float, float]:
    """Onset and width of a curve in the range of the run bins, which is what a series' own are measured in."""
    x = run_bins_of(points, "higher").x
    start, span = x.min(), np.ptp(x)

    def seen(u):
        return curve(start + span * u)

    return float(start + span * onset_of(seen)), float(span * width_of(seen))


def _held(row: Mapping[str, Any], true: tuple[float, float]) -> dict[str, float]:
    """Whether the intervals of onset and width hold their true values, 1 or 0; NaN where there is no interval.

    An absent end is open. A truth that rises from the worst x on has an infinite width, and one that never rises has
    neither onset nor width.
    """
    found = {}
    for name, value in zip(_PARTS, (true[0], np.maximum(true[1], KINK)), strict=True):
        lo, hi = (float(row.get(f"{name}_{end}", np.nan)) for end in ("lo", "hi"))
        told = not (np.isnan(lo) and np.isnan(hi)) and not np.isnan(value)
        found[name] = float(not (value < lo or value > hi)) if told else np.nan
    return found


def counted(outcomes: pd.DataFrame) -> pd.DataFrame:
    """Shares of verdicts and coverage of intervals, with Monte-Carlo intervals.

    Parameters
    ----------
    outcomes : pandas.DataFrame
        A row a series: ``design``, ``truth``, ``kind``, ``contained``, ``widths``, ``width_over_margin``, ``verdict``,
        ``onset`` and ``width`` (1 where its interval holds the truth, 0 where not, NaN where there is none).

    Returns
    -------
    pandas.DataFrame
        Table ``verdict_rates``.
    """
    rows = [about | _shares(own) for about, own in _groups(outcomes)]
    return pd.DataFrame(rows)[list(VERDICT_RATES.names)]


def _groups(outcomes):
    """Sets of series: what a row says of each, and the rows of its series.

    Each truth and width over all designs (design null); each truth over the widths on either side of the margin (width
    null), in each design and over all, and in each design those without a width; and the smooth truths together (truth
    null) at each width, in each design and over all.
    """
    none = outcomes["widths"] == NONE
    one = outcomes.assign(widths=outcomes["widths"].where(none, ONE))
    sides = outcomes.assign(width_over_margin=np.nan)
    smooth = one[one["kind"] == SMOOTH].assign(truth=None, contained=None)
    every = [part.assign(design=None) for part in (one, sides[~none], smooth)] + [sides, smooth]
    columns = ["design", "truth", "kind", "contained", "widths", "width_over_margin"]
    for part in every:
        for key, own in part.groupby(columns, dropna=False, sort=False):
            yield {name: None if pd.isna(value) else value for name, value in zip(columns, key, strict=True)}, own


def _shares(own):
    """The numbers of one row."""
    row, count = {"n_simulated": len(own)}, len(own)
    for word in VERDICT_WORDS:
        share, name = round(float((own["verdict"] == word).mean()), 6), column_of(word)
        row |= {name: share} | dict(zip((f"{name}_lo", f"{name}_hi"), wilson(share, count), strict=True))
    for name in _PARTS:
        held = own[name].dropna()
        row[f"n_{name}"] = len(held)
        ends = (f"{name}_coverage", f"{name}_coverage_lo", f"{name}_coverage_hi")
        row |= dict.fromkeys(ends, np.nan)
        if len(held):
            row |= dict(zip(ends, (round(held.mean(), 6), *wilson(held.mean(), len(held))), strict=True))
    return row


STUDY = study

"""Markers in a PDF: written in one piece, at the places where matplotlib has them."""

import io
import re

import numpy as np
import pypdfium2
import pytest
from matplotlib import rc_context
from matplotlib.backends.backend_pdf import RendererPdf
from matplotlib.figure import Figure

from emergence.draw.pdf import Renderer, as_pdf


def drawn(renderer, count=200):
    """A PDF of points, some of them beyond the axes or unknown."""
    rng = np.random.default_rng(3)
    x, y = rng.uniform(-0.5, 1.5, (2, count))
    y[7] = np.nan
    with rc_context({"pdf.compression": 0, "pdf.fonttype": 42}):
        figure = Figure((3, 2), dpi=72)
        axes = figure.add_axes([0.2, 0.2, 0.7, 0.7], xlim=(0, 1), ylim=(0, 1))
        axes.plot(x, y, "o", alpha=0.5, markersize=2)
        return as_pdf(figure, {"CreationDate": None}, renderer)


def places(pdf):
    """Where markers are: the sums of their steps, one group after the other."""
    groups = re.findall(rb"q\n((?:1 0 0 1 [-\d.]+ [-\d.]+ cm\s+/M\d+ Do\n)+)Q", pdf)
    steps = [np.array(re.findall(rb"1 0 0 1 ([-\d.]+) ([-\d.]+) cm", group), dtype=float) for group in groups]
    return [step.cumsum(axis=0) for step in steps]


def test_markers_are_where_matplotlib_has_them():
    ours, theirs = places(drawn(Renderer)), places(drawn(RendererPdf))
    assert max(map(len, ours)) > 50
    assert [len(group) for group in ours] == [len(group) for group in theirs]
    for one, other in zip(ours, theirs, strict=True):
        assert one == pytest.approx(other, abs=1e-4)


def test_a_reader_sees_the_same_picture():
    one, other = (
        np.asarray(pypdfium2.PdfDocument(io.BytesIO(drawn(renderer)))[0].render(scale=2).to_pil(), dtype=int)
        for renderer in (Renderer, RendererPdf)
    )
    assert (one < 128).any()
    assert np.abs(one - other).max() <= 8

"""PDFs and SVGs of our own, damaged at random: a reader returns a drawing or says in one sentence why it cannot.

Run in this process, where hypothesis can shrink what it finds; `test_digitise_limits.py` has the limits around them.
Small files that have broken a parser are kept in `tests/data/damaged`.
"""

import io
import json
from contextlib import suppress

import matplotlib as mpl
import numpy as np
import pytest
from damaged_files import KEPT, READERS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure

from emergence.io.limited import NotReadableError

# What files have in them that readers act on.
WORDS = [b"0", b"-1", b"1e400", b"nan", b"<<", b">>", b"[", b"]", b"endobj", b"stream", b"/Length", b"obj", b"R", b"Do"]
WORDS += [
    b"<g>",
    b"</g>",
    b"<use href='#a'/>",
    b"&e;",
    b"]]>",
    b'"',
    b"matrix(0 0 0 0 0 0)",
    b"M0 0L",
    b"\x00",
    b"\xff",
]


def drawn(kind):
    """A small figure, without compression, so that a change of a byte is one of what it draws."""
    with mpl.rc_context({"pdf.compression": 0, "svg.fonttype": "none"}):
        figure = Figure(figsize=(2, 1.5))
        axes = figure.subplots()
        axes.plot(np.arange(4), [1, 3, 2, 4], "o--")
        axes.fill_between(np.arange(4), 0.5, 2)
        axes.set_title("Table 1: x")
        stream = io.BytesIO()
        figure.savefig(stream, format=kind)
    return stream.getvalue()


FILES = {kind: drawn(kind) for kind in ("pdf", "svg")}


@st.composite
def damaged(draw, content):
    """Some bytes overwritten, left out, put elsewhere, or a word put in; perhaps cut short."""
    made = bytearray(content)
    for _ in range(draw(st.integers(1, 6))):
        at, length = draw(st.integers(0, len(made))), draw(st.integers(0, 40))
        what = draw(st.sampled_from([b"", bytes(made[at // 2 : at // 2 + length]), *WORDS]) | st.binary(max_size=8))
        made[at : at + draw(st.sampled_from([0, len(what), length]))] = what
    return bytes(made[: draw(st.none() | st.integers(0, len(made)))])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "reader"), [("svg", "drawing"), ("pdf", "drawing"), ("pdf", "lines"), ("pdf", "tables")]
)
def test_a_damaged_file_is_read_or_refused(kind, reader):
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(damaged(FILES[kind]))
    def check(content):
        with suppress(NotReadableError, RecursionError, MemoryError):  # the process around it makes a sentence of each
            json.dumps(READERS[reader](content))

    check()


@pytest.mark.parametrize("path", sorted(KEPT.iterdir()), ids=lambda path: path.name)
def test_what_has_broken_a_parser_is_refused_in_a_sentence(path):
    reader = path.name.split("-")[0]
    with pytest.raises(NotReadableError, match=r"\w"):
        READERS[reader](path.read_bytes())

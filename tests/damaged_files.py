"""Small PDFs and SVGs that have once broken a parser behind the readers: found by chance, kept for the tests.

Run as a program it damages two files of our own at random, and keeps in `tests/data/damaged`, for each place in a
parser that raised something, the smallest file that led there. The readers must make a sentence of each.
"""

import traceback
from pathlib import Path

import numpy as np

from emergence.digitise.reading import plain_drawings
from emergence.io.limited import NotReadableError
from emergence.sources.formats.pdf_tables import plain_tables
from emergence.sources.formats.pdf_text import lines_of

KEPT = Path(__file__).parent / "data" / "damaged"
TRIES = 4000
SVG = b"""\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="9" height="9"><defs><path id="a" d="M0 0L1 2Z"/>
</defs><g transform="matrix(1 0 0 1 2 3)" style="fill:#ff0000"><use href="#a" x="1" y="2"/><path d="M0 0C1 1 2 2 3 3"/>
<rect x="1" y="1" width="2" height="3"/><text x="1" y="2" font-size="3">a</text></g></svg>"""
OBJECTS = (
    b"<</Type/Catalog/Pages 2 0 R>>",
    b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
    b"<</Length 74>>stream\n1 0 0 RG q 1 0 0 1 2 3 cm 5 5 m 50 50 l S Q BT /F 8 Tf 9 9 Td (Table 1) Tj ET  \nendstream",
    b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/FirstChar 65/LastChar 66/Widths[500 600]>>",
)
WORDS = [
    b"0",
    b"-1",
    b"1e400",
    b"nan",
    b"#",
    b"(",
    b")",
    b"[",
    b"]",
    b"<<",
    b">>",
    b"/",
    b"R",
    b'"',
    b"<",
    b"&e;",
    b"\xff",
]
READERS = {
    "drawing": lambda content: plain_drawings(content, [1]),
    "lines": lambda content: lines_of(content, 1, 6.0),
    "tables": lambda content: plain_tables(content, [1]),
}


def small_pdf():
    """One page with a line and a word, without compression."""
    content = b"%PDF-1.4\n"
    for number, body in enumerate(OBJECTS, 1):
        content += b"%d 0 obj%s\nendobj\n" % (number, body)
    return content + b"trailer<</Root 1 0 R>>"


def damaged(content, rng):
    """Some bytes left out, doubled or overwritten by a word; perhaps cut short."""
    made = bytearray(content)
    for _ in range(rng.integers(1, 4)):
        at, length = rng.integers(len(made) + 1), rng.integers(12)
        what = [b"", bytes(made[at : at + length]), WORDS[rng.integers(len(WORDS))]][rng.integers(3)]
        made[at : at + length * rng.integers(2)] = what
    return bytes(made[: rng.integers(len(made)) if rng.random() < 0.1 else None])


def broken_at(read, content):
    """Where a parser raised what a reader made a sentence of: the exception and the function; None if nowhere."""
    try:
        read(content)
    except NotReadableError as error:
        if error.__context__ is not None:
            place = traceback.extract_tb(error.__context__.__traceback__)[-1]
            return f"{type(error.__context__).__name__}-{place.name.strip('_')}"
    return None


def main():
    """Search, and keep the smallest of each kind."""
    rng, found = np.random.default_rng(1), {}
    for kind, whole, readers in (("svg", SVG, ["drawing"]), ("pdf", small_pdf(), READERS)):
        for _ in range(TRIES):
            content = damaged(whole, rng)
            for name in readers:
                if place := broken_at(READERS[name], content):
                    file = f"{name}-{place}.{kind}"
                    found[file] = min(found.get(file, content), content, key=lambda each: (len(each), each))
    KEPT.mkdir(exist_ok=True)
    for file, content in sorted(found.items()):
        (KEPT / file).write_bytes(content)
        print(f"{len(content):5d}  {file}")


if __name__ == "__main__":
    main()

"""The panels of a figure: frames made by axes on a page, and the one that a title or a box identifies."""

from emergence.digitise.drawing import Box, Drawing
from emergence.io.errors import DataError

_SAME = 0.6  # points: ends closer than this meet
_SHORTEST = 20.0  # points: shorter lines are ticks, not axes
_BELOW = 45.0  # points: largest distance from the foot of a panel's title to its frame
_ASIDE = 30.0  # points: how far a title's middle may lie beyond its frame


def frames(drawing: Drawing) -> list[Box]:
    """The boxes of axes: a horizontal and a vertical solid line of one colour that meet in a corner.

    Where no lines meet (a style without spines), the boxes that painting is clipped to.

    Returns
    -------
    list of (float, float, float, float)
        Left, top, right, bottom; in drawing order, each once.
    """
    level, upright = [], []
    for path in drawing.paths:
        if path.stroke is None or path.dash or len(path.points) != 2:
            continue
        (x0, y0), (x1, y1) = path.points
        if abs(y0 - y1) < 1e-6 and abs(x0 - x1) >= _SHORTEST:
            level.append((path.stroke, min(x0, x1), max(x0, x1), y0))
        elif abs(x0 - x1) < 1e-6 and abs(y0 - y1) >= _SHORTEST:
            upright.append((path.stroke, min(y0, y1), max(y0, y1), x0))
    found = []
    for colour, left, right, y in level:
        for other, top, bottom, x in upright:
            meets = min(abs(x - left), abs(x - right)) < _SAME and min(abs(y - top), abs(y - bottom)) < _SAME
            if colour == other and meets:
                found.append((left, top, right, bottom))
    for path in drawing.paths if not found else ():
        if path.clip and path.clip[2] - path.clip[0] >= _SHORTEST and path.clip[3] - path.clip[1] >= _SHORTEST:
            found.append(path.clip)
    return _distinct(found)


def find_panel(drawing: Drawing, title: str | None, box: Box | None, file: str, row: str) -> Box:
    """The frame of one panel.

    Parameters
    ----------
    drawing : Drawing
    title : str or None
        The words above the panel, as printed, without regard to spaces. They may occur elsewhere, too.
    box : sequence of 4 floats or None
        Left, top, right, bottom of a box in which the middle of the frame lies, and of no other.
    file, row : str
        What messages call the file and the panel.

    Returns
    -------
    (float, float, float, float)

    Raises
    ------
    DataError
        If no frame, or more than one, matches the description.
    """
    known = frames(drawing)
    if not known:
        detail = "an image" if drawing.images else "no axes and no clipping box"
        raise DataError(file, f"axes drawn as lines on this page, which has {len(drawing.paths)} paths, {detail}", row)
    if box is not None:
        inside = [frame for frame in known if _holds(box, _middle(frame))]
        if len(inside) != 1:
            raise DataError(file, f"one frame whose middle lies in the box; {_listed(known)}", row, "box", list(box))
        return inside[0]
    printed = _find_words(drawing.words, title)
    under = [_under(words, known) for words in printed]
    found = _distinct([frame for frame in under if frame is not None])
    if len(found) != 1:
        expected = f"a title with one frame below it ({len(printed)} such titles, {len(found)} frames); else a box"
        raise DataError(file, f"{expected}; {_listed(known)}", row, "title", title)
    return found[0]


def _under(title, known):
    """The frame below a title, or None; the same words may also occur in a caption."""
    left, right, foot = title
    middle = (left + right) / 2
    below = [f for f in known if f[0] - _ASIDE < middle < f[2] + _ASIDE and -4 < f[1] - foot < _BELOW]
    return min(below, key=lambda frame: (round(frame[1] - foot), abs(_middle(frame)[0] - middle)), default=None)


def _distinct(boxes):
    kept = []
    for box in boxes:
        if not any(all(abs(a - b) < _SAME for a, b in zip(box, other, strict=True)) for other in kept):
            kept.append(box)
    return kept


def _middle(box):
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def _holds(box, point):
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


def _listed(boxes):
    return "the page has " + (", ".join(str([round(edge) for edge in box]) for box in boxes[:12]) or "none")


def _find_words(words, title):
    """Left, right and foot of each run of words that makes up a title."""
    wanted, found = title.replace(" ", ""), []
    for first in range(len(words)):
        spelled, last = "", first
        while last < len(words) and wanted.startswith(spelled + words[last].text):
            spelled += words[last].text
            last += 1
            if spelled == wanted:
                run = words[first:last]
                found.append((min(w.left for w in run), max(w.right for w in run), max(w.bottom for w in run)))
                break
    return found

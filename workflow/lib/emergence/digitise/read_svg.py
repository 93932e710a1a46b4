"""An SVG as a :class:`Drawing`. svgelements parses it, resolves styles and uses, and applies the transforms."""

import base64
import io
import re
from xml.etree import ElementTree

import svgelements
from PIL import Image as Raster
from PIL import UnidentifiedImageError

from emergence.digitise.drawing import Drawing, Image, Letter, Path, meet, words_of
from emergence.io.limited import NotReadableError

_POINT = 72 / 96  # svgelements measures in pixels, 96 of them an inch
_EMBEDDED = ("PNG", "JPEG")  # Pillow would start a program for some other formats, such as Ghostscript for EPS
_MOST_PIXELS = 1 << 22  # of an embedded image; each is looked at
_DEEPEST = 60  # levels of groups within each other; each costs svgelements a frame of its stack


def read_svg(content: bytes) -> Drawing:
    """The drawing in an SVG.

    Text has to be text: a figure whose labels are outlines of glyphs has no words, and its ticks must be given by
    hand. A clipping path counts with its box.

    Parameters
    ----------
    content : bytes

    Returns
    -------
    Drawing

    Raises
    ------
    NotReadableError
        If the bytes are no whole SVG, its groups lie too deep, or an embedded image is no PNG or JPEG or too large.
    """
    try:
        clips = _clips(content)
        svg = svgelements.SVG.parse(io.BytesIO(content), reify=False, transform=f"scale({_POINT})")
        return _drawing(svg, clips)
    except (NotReadableError, MemoryError, RecursionError):
        raise
    except Exception as error:  # XML errors and the various errors that malformed numbers cause in svgelements
        raise NotReadableError(f"the SVG is damaged ({error or type(error).__name__})") from None


def _drawing(svg, clips):
    window = svgelements.Matrix(svg.viewbox_transform) * svgelements.Matrix(f"scale({_POINT})")
    boxes = {name: _extent([window.point_in_matrix_space(point) for point in points]) for name, points in clips.items()}
    paths, letters, images = [], [], []
    for order, (item, clip) in enumerate(_painted(svg, None, boxes)):
        if isinstance(item, svgelements.SVGText):
            letters += _letters(item, order)
        elif isinstance(item, svgelements.SVGImage):
            images.append(_image(item))
        elif isinstance(item, svgelements.Shape):
            paths += _paths(item, order, clip)
    size = float(svg.width) * _POINT, float(svg.height) * _POINT
    return Drawing(*size, tuple(paths), words_of(letters), tuple(images))


def _painted(group, clip, boxes):
    """What a group and the groups in it paint, in order, with the clip of each."""
    for item in group:
        reference = re.search(r"#([^)'\"]+)", item.values.get("clip-path") or "")
        own = meet(clip, boxes.get(reference[1])) if reference else clip
        if isinstance(item, (svgelements.Group, svgelements.Use)):
            yield from _painted(item, own, boxes)
        elif not isinstance(item, svgelements.ClipPath):
            yield item, own


def _clips(content):
    """Corner points of each clipPath's shapes, by its id."""
    clips, open_tags = {}, 0
    for event, element in ElementTree.iterparse(io.BytesIO(content), events=("start", "end")):
        open_tags += 1 if event == "start" else -1
        if open_tags > _DEEPEST:
            raise NotReadableError(f"groups lie more than {_DEEPEST} levels deep")
        if event == "end" and element.tag.endswith("clipPath"):
            points = []
            for shape in element:
                own = svgelements.Matrix(shape.get("transform", ""))
                if shape.tag.endswith("rect"):
                    x, y, width, height = (float(shape.get(key, 0)) for key in ("x", "y", "width", "height"))
                    corners = [svgelements.Point(x, y), svgelements.Point(x + width, y + height)]
                else:
                    outline = svgelements.Path(shape.get("d", ""))
                    corners = [step.end for step in outline if step.end is not None]
                points += [own.point_in_matrix_space(corner) for corner in corners]
            clips[element.get("id")] = points
    return clips


def _paths(item, order, clip):
    """The subpaths of a shape."""
    outline = svgelements.Path(item)
    matrix = outline.transform
    scale = abs(matrix.a * matrix.d - matrix.b * matrix.c) ** 0.5
    stroke, fill = _colour(item.stroke), _colour(item.fill)
    dash = tuple(float(word) * scale for word in re.findall(r"[\d.]+", item.values.get("stroke-dasharray") or ""))
    width = float(item.stroke_width or 0) * scale if stroke else 0.0
    if stroke is None and fill is None:
        return
    for part in _subpaths(outline):
        points = [matrix.point_in_matrix_space(step.end) for step in part if not isinstance(step, svgelements.Close)]
        points = [(float(point.x), float(point.y)) for point in points]
        closed = isinstance(part[-1], svgelements.Close)
        if len(points) > 2 and points[0] == points[-1]:
            points.pop()
            closed = True
        curves = (svgelements.CubicBezier, svgelements.QuadraticBezier, svgelements.Arc)
        curved = sum(isinstance(step, curves) for step in part)
        yield Path(order, tuple(points), curved, closed, stroke, fill, width, dash, clip)


def _subpaths(outline):
    part = []
    for step in outline:
        if isinstance(step, svgelements.Move) and part:
            yield part
            part = []
        part.append(step)
    if len(part) > 1:
        yield part


def _colour(colour):
    return None if colour is None or colour.value is None else colour.hexrgb if colour.alpha else None


def _letters(item, order):
    """A text's letters; where the file places only its beginning, the letters are taken as 0.6 of the size wide."""
    matrix = item.transform
    size = float(item.font_size or 0) * abs(matrix.a * matrix.d - matrix.b * matrix.c) ** 0.5
    xs, ys = (_numbers(item.values.get(key)) for key in ("x", "y"))
    xs, ys = xs or [0.0], ys or [0.0]
    if not (text := item.text or ""):
        return
    step = 0.6 * float(item.font_size or 0)
    each = 1 < len(text) <= len(xs)  # a place for every letter
    shift = 0.0 if each else -{"middle": 0.5, "end": 1.0}.get(item.anchor, 0.0) * step * len(text)
    places = xs[: len(text)] if each else [xs[0] + shift + step * i for i in range(len(text))]
    places.append(2 * places[-1] - places[-2] if each else places[-1] + step)
    for index, letter in enumerate(text):
        start, stop = (matrix.point_in_matrix_space((x, ys[0])) for x in places[index : index + 2])
        yield Letter(letter, float(start.x), float(start.y), float(stop.x), float(stop.y), size, order)


def _numbers(words):
    return [float(word) for word in re.findall(r"[-+]?[\d.]+(?:[eE][-+]?\d+)?", str(words))] if words else []


def _image(item):
    """An image's box, and its rows where it is embedded and no wider than a colour bar."""
    matrix = item.transform
    corners = [(item.x or 0, item.y or 0), ((item.x or 0) + (item.width or 1), (item.y or 0) + (item.height or 1))]
    box = _extent([matrix.point_in_matrix_space(corner) for corner in corners])
    data = re.match(r"data:image/\w+;base64,(.*)", item.url or "", re.S)
    if not data:
        return Image(box)
    raster = _raster(base64.b64decode(data[1]))
    columns = {raster.width // 2} if raster.width < raster.height else range(raster.width)
    return Image(box, tuple(tuple(_pixel(raster, x, y) for x in columns) for y in range(raster.height)))


def _raster(content):
    """The pixels of an embedded image."""
    try:
        raster = Raster.open(io.BytesIO(content), formats=_EMBEDDED)
    except UnidentifiedImageError:
        raise NotReadableError("an embedded image of the SVG is neither PNG nor JPEG") from None
    if raster.width * raster.height > _MOST_PIXELS:
        raise NotReadableError(f"an embedded image of the SVG has more than {_MOST_PIXELS} pixels")
    return raster.convert("RGB")


def _pixel(raster, x, y):
    return "#" + bytes(raster.getpixel((x, y))).hex()


def _extent(points):
    xs, ys = [float(point[0]) for point in points], [float(point[1]) for point in points]
    return (min(xs), min(ys), max(xs), max(ys)) if xs else None

"""Settings of Sphinx: the pages of this folder, with references made from the library and a gallery from results/."""

import sys
from importlib import metadata
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "extensions"))

project = "Emergence Atlas"
copyright = author = "the authors of Emergence Atlas"
release = metadata.version("emergence-atlas")

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx_click",
    "dictionary",
    "gallery",
    "links",
    "sources",
]
exclude_patterns = ["extensions", "Thumbs.db"]
nitpicky = True
# Words of numpydoc and types of packages whose documentation is not at hand offline.
nitpick_ignore_regex = [("py:class", r"n|sequence|array-like|optional|(numpy|np|pandas|pd|matplotlib|emergence)\..*")]

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
napoleon_google_docstring = False
napoleon_use_rtype = False
autodoc_typehints = "none"
autodoc_member_order = "bysource"

smartquotes = False  # examples of commands are to be copied as they are

html_theme = "furo"
html_title = "Emergence Atlas"
html_show_copyright = False
html_last_updated_fmt = None  # pages are the same byte for byte each time
html_copy_source = False

"""Sphinx settings of the manual; `make docs` builds it and takes every warning for an error."""

from __future__ import annotations

from findspot.version import __version__

project = "findspot"
author = "The findspot developers"
copyright = "The findspot developers, Apache-2.0"
version = release = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]

html_theme = "furo"
html_title = "findspot"
html_copy_source = False

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
napoleon_numpy_docstring = False
nitpicky = True
# Types of other projects and of the standard library: the manual is built without a network, so nothing links there.
nitpick_ignore_regex = [
    (r"py:.*", r"(collections|pathlib|typing|types|numpy|np|pyarrow|pa|pathlib)\..*"),
    (r"py:.*", r"(Path|Any|Mapping|Sequence|Callable|Iterator|Progress|Case|DemoSummary|RevealReport|Place)"),
    (r"py:.*", r"(TwinReport|DamageReport|Score)"),
    (r"py:.*", r"findspot\.(model|store|protection|recovery|testing)\..*"),
]

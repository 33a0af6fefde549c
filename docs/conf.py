"""How the documentation site is built (`make docs`): Markdown in, one folder of static pages out, no script from elsewhere."""

project = "Wengang 稳岗"
author = copyright = "Wengang contributors"
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
root_doc = "index"
language = "en"
html_theme = "furo"
html_title = "Wengang 稳岗"
html_show_sourcelink = False
html_copy_source = False
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
# Pages point at files of the repository; on the site those are plain text.
suppress_warnings = ["myst.xref_missing"]
exclude_patterns = ["_build"]

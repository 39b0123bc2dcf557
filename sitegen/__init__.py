"""A static-site archive generator for annotated articles.

The pipeline, told once (`build.py` runs it):

1. scan      which files of `content/` are new, changed or gone
2. compile   one file → rows: front matter validated, quotes anchored, names linked, text woven into HTML (pure)
3. catalog   rows → one SQLite database; what needs the whole archive is checked there
4. views     catalog → plain data, one view per page (pure, lookups traced)
5. render    view + template → bytes (pure)
6. publish   changed bytes → the site, in an order that never breaks a link; then the search index

Building incrementally gives the same bytes as building clean. A build with errors changes nothing that visitors see.
"""

__version__ = "0.1.0"

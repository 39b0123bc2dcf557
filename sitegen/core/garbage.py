"""When Python looks for cyclic garbage."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """No search for cyclic garbage within: for work that makes hardly any, and whose many results live until its end.

    Looking through the rows of a chunk of files again and again takes 6 % of compiling them; through a whole build's
    results, 4 % of the build. A search after 2,000 articles were compiled without one found nothing.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()

"""A theme's words and options as its templates are given them: read once, and kept while the files are the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sitegen.core.digest import digest, digest_value
from sitegen.render.code_cache import CodeFolder
from sitegen.render.theme_options import option_files, read_options
from sitegen.render.words import Strings, read_strings, string_files


def read_words(folders: Sequence[Path], language: str, kept: CodeFolder | None) -> tuple[Strings, Mapping[str, Any]]:
    """The strings for a language, and the values of the options. Raises `FileFailed` if a file isn't YAML.

    `kept`: to load the YAML parser, and to read the files with it, takes longer than to make a page.
    """
    if kept is None:
        return read_strings(folders, language), read_options(folders).values
    key = _key(folders, language, kept)
    found = kept.load(key)
    if found is None:
        found = read_strings(folders, language), read_options(folders).values
        if key == _key(folders, language, kept):  # a file may be saved while it is read
            kept.keep(key, found)
    strings, options = found
    return strings, options


def _key(folders: Sequence[Path], language: str, kept: CodeFolder) -> str:
    files = string_files(folders, language), option_files(folders)
    return digest_value(["words", kept.program, *([digest(file.read_bytes()) for file in part] for part in files)])

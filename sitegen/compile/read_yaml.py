"""Reads a YAML text: the short way if that will do, else with the parser."""

from __future__ import annotations

from sitegen.compile.plain_yaml import read_plain
from sitegen.compile.yaml_text import YamlText


def read_yaml(text: str) -> YamlText:
    """Read one YAML document. Never raises: what is wrong comes back as problems."""
    plain = read_plain(text)
    if plain is not None:
        return YamlText(plain, (), is_plain=True)
    # Loaded for texts that need it: to load the parser takes longer than to read a hundred plain ones.
    from sitegen.compile.yaml_reader import parse_yaml

    return parse_yaml(text)

"""The manifest: changed in its text, it is what it would be if all of it had been taken apart."""

from __future__ import annotations

import random

from sitegen.publish.manifest import FEW, Entry, Manifest, parse_manifest, read_manifest

NAMES = ["a", "a b", "b", "articles", "é", "z.html", "a-b", "A", "index.html", "ab", "a/b c", "\u05d0", "0"]


def entry(chance: random.Random) -> Entry:
    return Entry(f"{chance.getrandbits(256):064x}", chance.randrange(10**6))


def some(chance: random.Random, number: int) -> dict[str, Entry]:
    return {"/".join(chance.choices(NAMES, k=chance.randint(1, 3))): entry(chance) for _ in range(number)}


def known(manifest: Manifest) -> Manifest:
    """As it is read when it is the one that the last build wrote."""
    return read_manifest(manifest.text.encode(), manifest.digest)


def test_a_manifest_changed_in_its_text_is_the_same() -> None:
    chance = random.Random(7)
    for _ in range(300):
        old = some(chance, chance.randrange(30))
        put = some(chance, chance.randrange(6)) | {path: entry(chance) for path in list(old)[: chance.randrange(4)]}
        removed = [path for path in old if path not in put and chance.random() < 0.2]
        expected = Manifest({path: one for path, one in old.items() if path not in removed} | put)
        found = known(Manifest(old)).changed(put, removed)
        assert found == expected == Manifest(old).changed(put, removed)
        assert parse_manifest(found.text).files == expected.files
        for path in {*old, *put, "nothing"}:
            assert known(Manifest(old)).entry(path) == old.get(path)
            assert found.entry(path) == expected.files.get(path)


def test_so_is_one_with_very_much_to_change() -> None:
    chance = random.Random(8)
    old = Manifest({f"articles/{number}/index.html": entry(chance) for number in range(2 * FEW)})
    put = {f"articles/{number}/index.html": entry(chance) for number in range(FEW, 3 * FEW)}
    assert known(old).changed(put, ["articles/1/index.html"]) == old.changed(put, ["articles/1/index.html"])

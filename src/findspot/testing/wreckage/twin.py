"""Damages a twin, says in ``damage.json`` what was done, and keeps the truth about every record."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from findspot.errors import UsageProblem
from findspot.model.stage import Progress, Silent
from findspot.testing.damage import Fate
from findspot.testing.twins.payloads import read_payload
from findspot.testing.wreckage import compressed
from findspot.testing.wreckage.blows import PLANS
from findspot.testing.wreckage.containers import rewrite_file
from findspot.testing.wreckage.fates import FATES, Fates, carry, write_fates
from findspot.testing.wreckage.pieces import Piece, compose
from findspot.testing.wreckage.scene import Scene, open_scene
from findspot.testing.wreckage.targets import Target, is_opaque

KINDS: Final = (*PLANS, "gzip")
RECIPES: Final = ("tenth",)


@dataclass(frozen=True, slots=True)
class DamageReport:
    """What was done: the step as ``damage.json`` has it, and how many records have which fate by now."""

    folder: Path
    step: Mapping[str, Any]
    fates: Mapping[str, int]

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {"folder": str(self.folder), **self.step, "fates": dict(self.fates)}


def damage_twin(
    folder: Path,
    *,
    kind: str = "",
    seed: int = 1,
    amount: float | None = None,
    recipe: str = "",
    progress: Progress | None = None,
) -> DamageReport:
    """Damage the dump of a twin in place; may be done again and again.

    Args:
        folder: A twin.
        kind: One of ``KINDS``; all but ``gzip`` break payloads, before compression.
        seed: All randomness comes from it.
        amount: Share of the bytes (of the records, where those are rewritten) to hit; None for the kind's own.
        recipe: In the place of a kind: ``tenth`` destroys the crawl batches of ``profiles`` that do not survive.
        progress: Where to tell how far it is.

    Raises:
        UsageProblem: There is no such kind or recipe, or this twin has nothing it could act on.
        InputRefused: The folder holds no twin.
    """
    if bool(kind) == bool(recipe):
        raise UsageProblem("Name a kind of damage or a recipe.", advice=f"Kinds are: {', '.join(KINDS)}.")
    if kind and kind not in KINDS:
        raise UsageProblem(f"There is no damage {kind!r}.", advice=f"Kinds are: {', '.join(KINDS)}.")
    if recipe and recipe not in RECIPES:
        raise UsageProblem(f"There is no recipe {recipe!r}.", advice=f"Recipes are: {', '.join(RECIPES)}.")
    if amount is not None and not 0 < amount < 1:
        raise UsageProblem("The amount is a share: more than 0 and less than 1.")
    telling = progress or Silent()
    telling.start("damage", None)
    scene = open_scene(folder)
    steps = _read_steps(folder)
    random = _random(seed, kind or recipe, len(steps))
    if recipe:
        compressed.destroy_batches(scene, had_damage=bool(steps))
    elif kind == "gzip":
        compressed.flip_compressed(scene, amount or compressed.SHARE, random)
    else:
        _break_payloads(scene, kind, amount or PLANS[kind][1], random)
    step = {"kind": kind, "recipe": recipe, "seed": seed, "amount": amount, "files": scene.files}
    (folder / "damage.json").write_text(json.dumps([*steps, step], ensure_ascii=False, indent=1) + "\n", "utf-8")
    fates = _close(scene)
    telling.finish()
    counts = {name: int(np.count_nonzero(fates.fate == code)) for code, name in enumerate(FATES)}
    return DamageReport(folder, step, counts)


def _random(seed: int, kind: str, step: int) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, zlib.crc32(kind.encode()), step])))


def _read_steps(folder: Path) -> list[dict[str, Any]]:
    path = folder / "damage.json"
    steps: list[dict[str, Any]] = json.loads(path.read_text("utf-8")) if path.is_file() else []
    return steps


def _close(scene: Scene) -> Fates:
    fates = Fates.join(list(scene.fates.values()))
    write_fates(fates, scene.folder)
    return fates


def _break_payloads(scene: Scene, kind: str, share: float, random: np.random.Generator) -> None:
    plan = PLANS[kind][0]
    numbers, targets = [], []
    for number, info in enumerate(scene.infos):
        if not is_opaque(info) and not compressed.is_broken(scene, info):
            own = scene.fates[number]
            own = own.take(own.has(Fate.UNTOUCHED, Fate.DOUBLED) & (own.offset >= 0))
            own = own.take(np.argsort(own.offset, kind="stable"))
            data = read_payload(scene.dump, info.file, info.stream)
            numbers.append(number)
            targets.append(Target(info, data, own.offset, own.length))
    changes: dict[str, dict[str, list[Piece]]] = {}
    for number, target, edits in zip(numbers, targets, plan(targets, share, random), strict=True):
        pieces = compose(len(target.data), edits)
        if edits:
            scene.fates[number] = carry(scene.fates[number], pieces, ends_open=target.ends_open)
            changes.setdefault(target.info.file, {})[target.info.stream] = pieces
            scene.note(target.info, len(target.data), pieces)
    if not changes:
        raise UsageProblem("This twin has nothing that such damage could act on.", where=str(scene.folder))
    for file, streams in changes.items():
        rewrite_file(scene.dump, file, streams)

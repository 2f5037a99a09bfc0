"""The case folder (design §4, contracts §9): made, opened, read and written here and nowhere else."""

from __future__ import annotations

import fcntl
import json
import os
import re
import secrets
import shutil
import tomllib
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from findspot.errors import CaseTooNew, EnvironmentProblem, InputRefused, NotACase, UsageProblem
from findspot.model.tables import STREAMS, TableSpec
from findspot.store.files import TEMPORARY, make_private_folder, storing, write_whole
from findspot.store.folder import TableFolder
from findspot.store.keys import CaseKeys, create_case_key, load_case_key
from findspot.store.log import AuditLog
from findspot.store.parquet import TableWriter
from findspot.store.segments import SegmentReader, SegmentWriter
from findspot.store.state import StageStates
from findspot.store.streams import StoredStream, StreamInfo, open_stored
from findspot.version import __version__

CASE_FORMAT: Final = 1
"""Version of the case folder that this findspot writes."""

_MARK: Final = "case.toml"
_DOCUMENT: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


class Case:
    """One case: its tables, evidence, log and the state of its stages. Get one by ``create_case`` or ``open_case``."""

    def __init__(self, root: Path, case_id: str, keys: CaseKeys, *, in_place: bool) -> None:
        self.root = root
        self.id = case_id
        self.keys = keys
        self.in_place = in_place
        self.log = AuditLog(root / "log", keys.log)
        self.sealed = TableFolder(root / "sealed", keys.sealing)
        self.working = TableFolder(root / "tables", None)
        self.state = StageStates(root / "state.json")
        self._lock_depth = 0

    @property
    def evidence(self) -> Path:
        """The folder of sealed originals; ``streams`` in it holds what was opened from them."""
        return self.root / "evidence"

    def streams(self) -> list[StreamInfo]:
        """Return every stream by id, failed ones too."""
        rows = self.meta(STREAMS).sort_by("id").to_pylist()
        return [StreamInfo(**row) for row in rows]

    def open_stream(self, stream_id: int) -> StoredStream:
        """Open the bytes of a stream; one that failed has none.

        Raises:
            UsageProblem: There is no such stream.
            SealBroken: The stored bytes were altered since they were sealed.
            EnvironmentProblem: A file taken in by reference is gone or has another size.
        """
        for info in self.streams():
            if info.id == stream_id:
                return open_stored(info, self.evidence, self.keys.sealing, self._reference(info))
        raise UsageProblem(f"There is no stream {stream_id}.", advice="Streams are listed by `findspot status`.")

    def _reference(self, info: StreamInfo) -> Path | None:
        places = self.read_document("references") or {} if self.in_place else {}
        place = places.get(info.sha256)
        return Path(os.fsdecode(bytes.fromhex(place))) if place else None

    def meta(self, spec: TableSpec) -> pa.Table:
        """Return a table of the system's own; empty when it was not written yet."""
        if not self.sealed.parts(spec.name):
            return spec.schema.empty_table()
        return self.sealed.table(spec.name).select(spec.schema.names).cast(spec.schema)

    def write_meta(self, spec: TableSpec, table: pa.Table) -> None:
        """Replace a table of the system's own as a whole."""
        folder = make_private_folder(self.partial("meta") / spec.name)
        path = folder / "000000-0000.parquet"
        try:
            with TableWriter(path, spec.schema, self.keys.sealing) as writer:
                for batch in table.select(spec.schema.names).cast(spec.schema).to_batches():
                    writer.write(batch)
            self.sealed.adopt(spec.name, [path])
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def read_document(self, name: str) -> Any:
        """Return a sealed JSON document, None when there is none."""
        path = self._document(name)
        if not path.exists():
            return None
        with SegmentReader(path, self.keys.sealing) as reader:
            return json.loads(reader.read(0, reader.length))

    def write_document(self, name: str, value: Any) -> None:
        """Replace a sealed JSON document."""
        path = self._document(name)
        make_private_folder(path.parent)
        with SegmentWriter(path, self.keys.sealing) as writer:
            writer.write(json.dumps(value, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass"))

    def _document(self, name: str) -> Path:
        if not _DOCUMENT.fullmatch(name):
            raise UsageProblem("Not a document's name: use lower-case letters, digits, '-' and '_'.")
        return self.root / "sealed" / f"_fs_{name}.json"

    def partial(self, stage: str) -> Path:
        """Return the folder of a stage's unfinished work; it stays after a kill, so that the stage can go on."""
        return make_private_folder(self.root / ".partial" / stage)

    def clear_partial(self, stage: str) -> None:
        """Delete a stage's unfinished work, at once for any later run even if this one is killed on the way."""
        folder = self.root / ".partial" / stage
        if folder.exists():
            discarded = folder.with_name(f"{TEMPORARY}{secrets.token_hex(8)}")
            folder.rename(discarded)
            shutil.rmtree(discarded, ignore_errors=True)

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Keep other processes from writing; may be nested in one process.

        Raises:
            EnvironmentProblem: Another process works in this case.
        """
        if self._lock_depth == 0:
            self._take_lock()
            self._tidy()
        self._lock_depth += 1
        try:
            yield
        finally:
            self._lock_depth -= 1
            if self._lock_depth == 0:
                os.close(self._lock_file)

    def _take_lock(self) -> None:
        path = self.root / ".lock"
        with storing(path):
            self._lock_file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._lock_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._lock_file)
            raise EnvironmentProblem(
                "Another findspot works in this case.", where=str(self.root), advice="Wait until it is done."
            ) from error

    def _tidy(self) -> None:
        """Clear up behind a kill; only the holder of the lock may."""
        for folder in (self.sealed, self.working):
            folder.finish_adoptions()
        for path in (self.root / ".partial").glob(f"{TEMPORARY}*"):
            shutil.rmtree(path, ignore_errors=True)
        for place in (self.root, self.root / "sealed", self.evidence, self.evidence / "streams"):
            for path in place.glob(f"{TEMPORARY}*"):
                if path.is_file():
                    path.unlink(missing_ok=True)


def create_case(path: Path | str, *, in_place: bool = False) -> Case:
    """Make a new case and its key.

    Args:
        path: A folder that does not exist or is empty.
        in_place: Leave the originals where they are and keep only their hashes.

    Raises:
        InputRefused: Something else is in that place.
        EnvironmentProblem: It cannot be written.
    """
    root = Path(path)
    make_private_folder(root)
    with storing(root):
        others = [p for p in root.iterdir() if not p.name.startswith(TEMPORARY)]
    if others:
        raise InputRefused(
            "A case exists here." if (root / _MARK).exists() else "The folder is not empty, so no case is made in it.",
            where=str(root),
            advice="Name a new folder for the case.",
        )
    case_id = uuid.uuid4().hex
    keys = create_case_key(case_id)
    write_whole(root / _MARK, _case_toml(case_id, in_place=in_place).encode())
    return Case(root, case_id, keys, in_place=in_place)


def _case_toml(case_id: str, *, in_place: bool) -> str:
    flag = "true" if in_place else "false"
    return (
        f'id = "{case_id}"\nformat = {CASE_FORMAT}\ncreated_by = "findspot {__version__}"\n\n'
        f"[settings]\nin_place = {flag}\n"
    )


def open_case(path: Path | str) -> Case:
    """Open a case.

    Raises:
        NotACase: There is no case in this place.
        CaseTooNew: A newer findspot made it; it is left untouched.
        KeyMissing: Its key is not in the key folder.
    """
    root = Path(path)
    identity = _read_identity(root)
    case_id = identity.get("id")
    made_by = identity.get("format")
    if type(made_by) is not int or made_by < 1 or not isinstance(case_id, str):
        raise NotACase("case.toml does not say which case this is.", where=str(root), advice="Restore the file.")
    if made_by > CASE_FORMAT:
        raise CaseTooNew(
            f"The case has format {made_by}, this findspot knows up to {CASE_FORMAT}. Nothing was changed.",
            where=str(root),
            advice="Use a newer findspot.",
        )
    settings = identity.get("settings")
    in_place = isinstance(settings, dict) and settings.get("in_place") is True
    return Case(root, case_id, load_case_key(case_id), in_place=in_place)


def _read_identity(root: Path) -> dict[str, Any]:
    path = root / _MARK
    if not path.is_file():
        raise NotACase("There is no case here.", where=str(root), advice="Name the folder that holds case.toml.")
    with storing(path):
        data = path.read_bytes()
    try:
        return tomllib.loads(data.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise NotACase("case.toml cannot be read.", where=str(root), advice="Restore the file.") from error

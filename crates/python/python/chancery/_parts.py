"""A share of the reports in, a file of records out: what one task does, on whatever machine, without a word to any other.

The input is cut into shares by the names and sizes of its files alone, and a part is called by the number of its task, so that a task that is run again
writes the same file. A part is written under a name of its own attempt and gets its true one once it is whole.
"""

from __future__ import annotations

import fnmatch
import hashlib
import io
import itertools
import json
import posixpath
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from os.path import abspath
from typing import Any, NamedTuple
from urllib.parse import unquote

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.fs
import pyarrow.parquet as pq

from . import Coder, _chancery

# The columns that reports may have, and their usual names.
FIELDS = {"text": "text", "id": "id", "dates": "date", "langs": "lang", "source": "source", "url": "url"}
RECORDS = ("event", "commitment")
# Where parts are until they are whole; names that begin so are read by nobody.
STAGE = "_temporary"
# Bytes of input for a task, unless the user says how many tasks there shall be.
SHARE_BYTES = 64 << 20
# Rows of a group of Parquet: beyond some ten thousand a group hardly gets smaller for its rows, and they are all kept in memory.
GROUP_ROWS = 1 << 16

Refused = list[tuple[str, str]]


@lru_cache(maxsize=1)
def coder(packs: tuple[str, ...], parties: tuple[str, ...]) -> Coder:
    """One coder for each worker process, however many tasks it runs."""
    return Coder(packs, parties)


class Place(NamedTuple):
    """A file system, and a path there that means the same on every machine."""

    system: pa.fs.FileSystem
    path: str


@dataclass(frozen=True)
class File:
    """A file of the input."""

    system: pa.fs.FileSystem
    path: str
    size: int


@dataclass(frozen=True)
class Share:
    """One of so many pieces of a file, about as large as each other; the first has the number 0."""

    file: File
    number: int
    of: int

    def within(self, length: int) -> tuple[int, int]:
        """Where it begins and ends, of so many rows or bytes."""
        return length * self.number // self.of, length * (self.number + 1) // self.of


@dataclass(frozen=True)
class Task:
    """What to code, and the number of the part that it becomes."""

    number: int
    shares: tuple[Share, ...]


@dataclass(frozen=True)
class Count:
    """What became of reports."""

    records: int
    refused: int


def place(path: str) -> Place:
    """Where a path leads from here. Amazon's storage may be called as Hadoop calls it."""
    scheme, colon, rest = path.partition(":")
    if not colon or "/" in scheme or len(scheme) == 1:
        return Place(pa.fs.LocalFileSystem(), abspath(path))
    if scheme == "file":
        return Place(pa.fs.LocalFileSystem(), "/" + rest.lstrip("/"))
    return Place(*pa.fs.FileSystem.from_uri("s3:" + rest if scheme in ("s3a", "s3n") else path))


def files(path: str) -> list[File]:
    """The file of this path, or all in the folder of this path, or of every path of this pattern; hidden ones are left out."""
    segments = path.split("/")
    plain = next((n for n, segment in enumerate(segments) if set(segment) & set("*?[")), len(segments))
    wanted = [segment for segment in segments[plain:] if segment]
    system, base = place("/".join(segments[:plain]) or ("/" if plain else "."))
    info = system.get_file_info(base)
    if info.type == pa.fs.FileType.File:
        found = [info] if not wanted else []
    elif info.type == pa.fs.FileType.Directory:
        found = system.get_file_info(pa.fs.FileSelector(base, recursive=True))
    else:
        found = []
    chosen = []
    for entry in found:
        inner = [] if entry is info else posixpath.relpath(entry.path, base).split("/")
        fits = len(inner) >= len(wanted) and all(map(fnmatch.fnmatchcase, inner, wanted))
        if entry.type == pa.fs.FileType.File and fits and not any(segment.startswith((".", "_")) for segment in inner):
            chosen.append(File(system, entry.path, entry.size))
    if not chosen:
        raise ValueError(f"there is no file to read at {path}")
    return sorted(chosen, key=lambda file: file.path)


def cut(inputs: list[File], form: str, tasks: int | None) -> list[Task]:
    """The work of so many tasks, or of as many as the size of the input asks for. Large files are cut, small ones put together."""
    total = max(1, sum(file.size for file in inputs))
    tasks = tasks or -(-total // SHARE_BYTES)
    work: dict[int, list[Share]] = {}
    begin = 0
    for file in inputs:
        whole = form == "archive" or (form == "jsonl" and _is_packed(file.path))
        of = 1 if whole else max(1, -(-file.size * tasks // total))
        for number in range(of):
            # A share goes where its middle lies.
            middle = begin + file.size * (2 * number + 1) // (2 * of)
            work.setdefault(min(middle * tasks // total, tasks - 1), []).append(Share(file, number, of))
        begin += file.size
    return [Task(number, tuple(shares)) for number, (_, shares) in enumerate(sorted(work.items()))]


def _is_packed(path: str) -> bool:
    return path.lower().endswith((".gz", ".bz2", ".zst", ".lz4"))


def reports(share: Share, form: str, names: dict[str, str], batch: int) -> Iterator[pa.RecordBatch]:
    """The reports of a share, so many at once, with their columns by their usual names; ``names`` are those that the input has for them."""
    rows = (_rows if form == "parquet" else _lines)(share, list(names.values()), batch)
    folders = _folders(share.file)
    for some in rows:
        there = {}
        for field, name in names.items():
            if name in some.schema.names:
                there[FIELDS[field]] = some.column(name).cast(pa.string())
            elif field == "text" or name in folders:
                there[FIELDS[field]] = pa.array([folders.get(name)] * some.num_rows, pa.string())
        there["id"] = _ids(there.get("id"), there["text"])
        yield pa.RecordBatch.from_pydict(there)


def columns(share: Share, form: str) -> set[str]:
    """What columns its reports have; of JSON Lines, those of the first thousand."""
    if form == "parquet":
        with share.file.system.open_input_file(share.file.path) as source:
            names = set(pq.read_schema(source).names)
    else:
        names = {name for report in itertools.islice(_objects(share), 1000) for name in report}
    return names | set(_folders(share.file))


def _folders(file: File) -> dict[str, str]:
    """Columns that the folders of a file tell: `lang=ko/`."""
    parts = (folder.partition("=") for folder in file.path.split("/")[:-1])
    return {name: unquote(value) for name, equals, value in parts if equals and value != "__HIVE_DEFAULT_PARTITION__"}


def _ids(ids: pa.Array | None, texts: pa.Array) -> pa.Array:
    """The ids; where there is none, the first sixteen digits of the SHA-256 of the text."""
    if ids is not None and not ids.null_count:
        return ids
    given = [None] * len(texts) if ids is None else ids.to_pylist()

    def named(id: str | None, text: str | None) -> str | None:
        return id if id is not None or text is None else hashlib.sha256(text.encode()).hexdigest()[:16]

    return pa.array(map(named, given, texts.to_pylist()), pa.string())


def _rows(share: Share, columns: list[str], batch: int) -> Iterator[pa.RecordBatch]:
    """The rows of a share of a file of Parquet; only groups that it has rows in are read."""
    with share.file.system.open_input_file(share.file.path) as source, pq.ParquetFile(source) as parquet:
        first, end = share.within(parquet.metadata.num_rows)
        groups, begin, before = [], 0, None
        for number in range(parquet.num_row_groups):
            rows = parquet.metadata.row_group(number).num_rows
            if begin < end and begin + rows > first:
                groups.append(number)
                before = first - begin if before is None else before
            begin += rows
        skip, left = before or 0, end - first
        known = [name for name in columns if name in parquet.schema_arrow.names]
        for some in parquet.iter_batches(batch, row_groups=groups, columns=known, use_threads=False):
            skipped = min(skip, some.num_rows)
            own = some.slice(skipped, left)
            skip, left = skip - skipped, left - own.num_rows
            if own.num_rows:
                yield own


def _lines(share: Share, columns: list[str], batch: int) -> Iterator[pa.RecordBatch]:
    """The reports on the lines that begin in a share of a file of JSON Lines, with those of the columns that any has, and that of the text."""

    def written(value: Any) -> str | None:
        """A number is the text that it is; what is put together is nothing."""
        return value if isinstance(value, str) else json.dumps(value) if isinstance(value, int | float) else None

    objects = _objects(share)
    while some := list(itertools.islice(objects, batch)):
        there = [name for number, name in enumerate(columns) if number == 0 or any(name in report for report in some)]
        yield pa.RecordBatch.from_pydict({name: pa.array([written(report.get(name)) for report in some], pa.string()) for name in there})


def _objects(share: Share) -> Iterator[dict[str, Any]]:
    """The object on each line. What is none is an empty one, which is refused for having no text."""
    for line in _lines_of(share):
        if not line.isspace():
            try:
                report = json.loads(line)
            except ValueError:
                report = None
            yield report if isinstance(report, dict) else {}


def _lines_of(share: Share) -> Iterator[bytes]:
    system, path = share.file.system, share.file.path
    if share.of == 1:
        with system.open_input_stream(path) as whole:
            yield from io.BufferedReader(whole)
        return
    begin, end = share.within(share.file.size)
    with system.open_input_file(path) as source:
        if begin:
            # A line that began before is of the share before.
            source.seek(begin - 1)
        lines = io.BufferedReader(source, 1 << 20)
        at = begin - 1 + len(lines.readline()) if begin else 0
        while at < end and (line := lines.readline()):
            at += len(line)
            yield line


@dataclass(frozen=True)
class Job:
    """What all tasks of a job have in common."""

    output: Place
    form: str
    names: dict[str, str]
    lang: str | None = None
    date: str | None = None
    packs: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    batch: int = 1000

    def __call__(self, task: Task) -> Count:
        """Code the shares of a task and write its part."""
        records = refused = 0
        with _Part(self.output, f"part-{task.number:05}.parquet") as part:
            for share in task.shares:
                for rows, left_out in self._coded(share):
                    part.add(rows)
                    records += rows.num_rows
                    refused += len(left_out)
        return Count(records, refused)

    def _coded(self, share: Share) -> Iterator[tuple[pa.Table, Refused]]:
        native = coder(self.packs, self.parties)
        # Spark runs one task on a core: threads would only get into each other's way.
        if self.form == "archive":
            with share.file.system.open_input_stream(share.file.path, compression=None) as archive:
                data = archive.read()
            left_out: Refused = []
            yield native.code_archive(data, posixpath.basename(share.file.path), self.lang, self.date, threads=1, refused=left_out), left_out
            return
        for some in reports(share, self.form, self.names, self.batch):
            left_out = []
            yield native.code_batch(some, self.lang, self.date, threads=1, refused=left_out), left_out


class _Part:
    """The records of one task, in a file for each sort that there is. Nothing is left of it where the task does not come to its end."""

    def __init__(self, output: Place, name: str) -> None:
        self._system, self._folder = output
        self._name, self._attempt = name, uuid.uuid4().hex
        self._files: dict[str, _Rows] = {}

    def __enter__(self) -> _Part:
        return self

    def add(self, rows: pa.Table) -> None:
        sort = rows.column("record")
        rows = rows.drop_columns(["record"])
        for record in RECORDS:
            own = rows.filter(pc.equal(sort, record))
            if own.num_rows:
                if record not in self._files:
                    self._system.create_dir(f"{self._folder}/{STAGE}")
                    self._files[record] = _Rows(self._system.open_output_stream(self._staged(record), compression=None), own.schema)
                self._files[record].add(own)

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        for record, rows in self._files.items():
            rows.close()
            if kind is None:
                self._give_name(record)
            else:
                self._system.delete_file(self._staged(record))

    def _staged(self, record: str) -> str:
        return f"{self._folder}/{STAGE}/{self._attempt}-{record}-{self._name}"

    def _give_name(self, record: str) -> None:
        folder = f"{self._folder}/record={record}"
        self._system.create_dir(folder)
        try:
            self._system.move(self._staged(record), f"{folder}/{self._name}")
        except OSError:
            # Where a file does not take another's place, the same task was here before, and its part is this one.
            if self._system.get_file_info(f"{folder}/{self._name}").type != pa.fs.FileType.File:
                raise
            self._system.delete_file(self._staged(record))


class _Rows:
    """A file of Parquet, in groups of rows."""

    def __init__(self, sink: pa.NativeFile, schema: pa.Schema) -> None:
        self._sink = sink
        self._writer = pq.ParquetWriter(sink, schema, compression="zstd")
        self._waiting: list[pa.Table] = []

    def add(self, rows: pa.Table) -> None:
        self._waiting.append(rows)
        if sum(table.num_rows for table in self._waiting) >= GROUP_ROWS:
            self._write()

    def _write(self) -> None:
        self._writer.write_table(pa.concat_tables(self._waiting))
        self._waiting = []

    def close(self) -> None:
        if self._waiting:
            self._write()
        self._writer.close()
        self._sink.close()


def schema() -> pa.Schema:
    """The columns of records."""
    return _chancery.Coder.schema()


def begin(output: Place, inputs: list[File], overwrite: bool) -> None:
    """Make room for the records."""
    system, folder = output
    if any(file.path.startswith(f"{folder.rstrip('/')}/") and file.system == system for file in inputs):
        raise ValueError(f"{folder} is read from; write to another folder")
    there = system.get_file_info(folder).type
    if there != pa.fs.FileType.NotFound:
        if not overwrite or there == pa.fs.FileType.File:
            raise ValueError(f"{folder} already exists" + ("" if overwrite else "; --overwrite takes its place"))
        system.delete_dir(folder)


def finish(output: Place) -> None:
    """Say that the records are all there."""
    system, folder = output
    system.create_dir(folder)
    if system.get_file_info(f"{folder}/{STAGE}").type != pa.fs.FileType.NotFound:
        system.delete_dir(f"{folder}/{STAGE}")
    system.open_output_stream(f"{folder}/_SUCCESS").close()

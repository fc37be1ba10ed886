"""Read news reports in Vietnamese, English and Korean, and code who did, said and promised what to whom.

>>> import chancery
>>> coder = chancery.Coder()
>>> report = coder.code("Seoul, March 4 -- Peru's president met Kenya's foreign minister in Nairobi on Monday.", date="2025-03-04")
>>> [(event["type"], [actor["code"] for actor in event["actors"]]) for event in report["events"]]
[('CONSULT', ['PER', 'KEN'])]

Tables go over as Arrow: what :meth:`Coder.code_batch` and :class:`Register` return converts with ``.to_pandas()``, and polars reads it with
``polars.from_arrow``. Their columns are described in docs/exports.md.
"""

from __future__ import annotations

import json
import os
import warnings
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Literal

import pyarrow as pa

from . import _chancery
from ._chancery import ChanceryError, DataError, RefusedError, RefusedWarning, RegisterError, __version__

if TYPE_CHECKING:
    from typing import TypeAlias

    Path: TypeAlias = str | os.PathLike[str]

__all__ = ["ChanceryError", "Coder", "DataError", "RefusedError", "RefusedWarning", "Register", "RegisterError", "__version__"]

_FIELDS = ("text", "id", "date", "lang", "source", "url")


def _paths(paths: Iterable[Path]) -> list[str]:
    return [os.fspath(path) for path in paths]


class Coder:
    """Codes reports into events and commitments. Loading takes a tenth of a second; keep one and use it from any thread.

    ``packs`` are folders of tables of words of one's own, ``parties`` lists of parties (docs/own-words.md), laid over the words that ship.
    Faults in them raise :class:`DataError`, which names each with file and line.

    >>> Coder().languages
    ['en', 'id', 'ko', 'vi']
    """

    def __init__(self, packs: Iterable[Path] = (), parties: Iterable[Path] = ()) -> None:
        self._packs, self._parties = _paths(packs), _paths(parties)
        self._native = _chancery.Coder(self._packs, self._parties)

    def __reduce__(self) -> tuple[type[Coder], tuple[list[str], list[str]]]:
        """A coder is not sent to another process: the same words are loaded there."""
        return (Coder, (self._packs, self._parties))

    @property
    def languages(self) -> list[str]:
        """The codes of the languages that there are packs for."""
        return self._native.languages

    @property
    def data(self) -> str:
        """The version of the tables of words: a hash, which every record carries."""
        return self._native.data

    def code(
        self,
        text: str,
        lang: str | None = None,
        date: str | None = None,
        *,
        id: str | None = None,
        source: str | None = None,
        url: str | None = None,
    ) -> dict[str, Any]:
        """Code one report; what comes back is an object of ``chancery/1`` (docs/output.md).

        The language is told by the text unless ``lang`` names it, and the date by its head unless ``date`` does: ``YYYY``, ``YYYY-MM`` or
        ``YYYY-MM-DD``. Every ``start`` and ``end`` counts characters of ``text``:

        >>> text = "Ngày 4/3, Na Uy kêu gọi Chile kiềm chế."
        >>> event = Coder().code(text, date="2025-03-05")["events"][0]
        >>> event["type"], event["date"]["value"], text[event["trigger"]["start"] : event["trigger"]["end"]]
        ('REQUEST', '2025-03-04', 'kêu gọi')

        A report that cannot be coded raises :class:`RefusedError`:

        >>> Coder().code("")
        Traceback (most recent call last):
        chancery.RefusedError: report: the text is empty
        """
        coded: dict[str, Any] = json.loads(self._native.code(text, lang, date, id, source, url))
        return coded

    def code_batch(
        self,
        reports: Sequence[str] | pa.Table | pa.RecordBatch | Any,
        lang: str | None = None,
        date: str | None = None,
        *,
        text: str = "text",
        id: str | None = None,
        dates: str | None = None,
        langs: str | None = None,
        source: str | None = None,
        url: str | None = None,
        threads: int = 0,
        refused: list[tuple[str, str]] | None = None,
    ) -> pa.Table | pa.RecordBatch:
        """Code many reports at once, in so many ``threads`` (0: one for each processor), without the interpreter's lock.

        ``reports`` is a list of texts, which gives a ``pyarrow.RecordBatch``, or anything with columns that speaks the Arrow PyCapsule interface (a
        ``pyarrow.Table`` or ``RecordBatch``, a frame of polars, a relation of DuckDB), which gives a ``pyarrow.Table``. One row is an event or a
        commitment; the columns are those of ``chancery code --format csv``. The same reports give the same rows whatever the number of threads.

        >>> batch = Coder().code_batch(["Na Uy ngày 4/3 kêu gọi Chile kiềm chế.", "노르웨이는 칠레를 비난했다."], date="2025-03-05")
        >>> batch.select(["document", "type_or_kind", "actors", "recipients"]).to_pylist()[0]
        {'document': '0', 'type_or_kind': 'REQUEST', 'actors': 'NOR', 'recipients': 'CHL'}

        Of a table, ``text`` is the column with the texts; ``id``, ``dates``, ``langs``, ``source`` and ``url`` are columns too, by default those
        of the names ``id``, ``date``, ``lang``, ``source`` and ``url`` if there are such. Reports without an id are numbered.

        >>> import pyarrow as pa
        >>> table = pa.table({"text": ["Norway condemned Chile."], "id": ["n-1"], "date": ["2025-03-05"]})
        >>> Coder().code_batch(table).select(["document", "type_or_kind", "published"]).to_pylist()
        [{'document': 'n-1', 'type_or_kind': 'ACCUSE', 'published': '2025-03-05'}]

        Reports that cannot be coded are left out. Their ids and the reasons are appended to ``refused``; without such a list a
        :class:`RefusedWarning` says how many there were.
        """
        if isinstance(reports, (list, tuple)):
            table, left_out = self._native.code_list(list(reports), lang, date, threads)
            coded = table.combine_chunks().to_batches()[0] if table.num_rows else pa.RecordBatch.from_pylist([], table.schema)
        else:
            given = (text, id, dates, langs, source, url)
            names = [(name or field, bool(name)) for name, field in zip(given, _FIELDS, strict=True)]
            if isinstance(reports, pa.RecordBatch):
                reports = pa.Table.from_batches([reports])
            coded, left_out = self._native.code_table(reports, names, lang, date, threads)
        _tell(left_out, refused)
        return coded

    def code_archive(
        self,
        data: bytes,
        name: str,
        lang: str | None = None,
        date: str | None = None,
        *,
        threads: int = 0,
        refused: list[tuple[str, str]] | None = None,
    ) -> pa.Table:
        """Code the reports in a file that was read into memory: a web archive, a mailbox, a zip, or anything else of docs/inputs.md.

        The ending of ``name`` tells what it is. The rest is as in :meth:`code_batch`.
        """
        coded, left_out = self._native.code_archive(name, data, lang, date, threads)
        _tell(left_out, refused)
        return coded


class Register:
    """A register that ``chancery add`` made, for reading. Every answer is a ``pyarrow.Table``; its columns are in docs/exports.md.

    Several threads may ask one register; they are answered one after the other.

    >>> register = Register("register.db")
    >>> talks = register.events(party=["ZMB", "Zimbabwe"], type="CONSULT", since="2026-01")
    >>> set(talks["actors"].to_pylist())
    {'ZMB; ZWE'}
    >>> frame = register.commitments(party="ZMB").to_pandas()
    >>> "treaty" in set(frame["kind"])
    True
    >>> register.sql("SELECT lang FROM event_reports WHERE document = '2026-01-19-ko-vaccine-pledge' LIMIT 1").to_pylist()
    [{'lang': 'ko'}]
    """

    def __init__(self, path: Path) -> None:
        self._native = _chancery.Register(os.fspath(path))

    def events(
        self,
        party: str | Sequence[str] = (),
        *,
        type: str | None = None,
        mode: str | None = None,
        context: str | None = None,
        status: str | None = None,
        since: str | None = None,
        until: str | None = None,
        place: str | None = None,
        person: str | None = None,
        source: str | None = None,
        lang: str | None = None,
        as_of: str | None = None,
        limit: int | None = None,
        rows: Literal["events", "reports"] = "events",
    ) -> pa.Table:
        """Acts, by day: one row each, or with ``rows="reports"`` one row for each report with its words.

        The filters are those of ``chancery events``: a party is a code or a name in any supported language, and all that are given must take part;
        ``since`` and ``until`` are its ``--from`` and ``--to``.
        """
        return self._native.acts(
            _asked(party, kind=type and type.upper(), mode=mode, context=context, status=status, since=since, until=until, place=place, person=person,
                   source=source, lang=lang, as_of=as_of, limit=limit),
            _one_of(rows, "events", "reports") == "reports",
        )  # fmt: skip

    def commitments(
        self,
        party: str | Sequence[str] = (),
        *,
        kind: str | None = None,
        status: str | None = None,
        overdue: bool = False,
        due_before: str | None = None,
        lang: str | None = None,
        as_of: str | None = None,
        limit: int | None = None,
        rows: Literal["commitments", "steps"] = "commitments",
    ) -> pa.Table:
        """Undertakings, those changed last at the end: one row each, or with ``rows="steps"`` one row for each step with its words.

        The filters are those of ``chancery commitments``.
        """
        asked = _asked(party, kind=kind, status=status, overdue=overdue, due_before=due_before, lang=lang, as_of=as_of, limit=limit)
        return self._native.commitments(asked, _one_of(rows, "commitments", "steps") == "steps")

    def sql(self, query: str) -> pa.Table:
        """The answer to one query over the views of docs/register.md. Nothing can be written."""
        return pa.Table.from_batches([self._native.sql(query)])


def _tell(left_out: list[tuple[str, str]], refused: list[tuple[str, str]] | None) -> None:
    """Hand on what was refused, or say how much it was."""
    if refused is not None:
        refused.extend(left_out)
    elif left_out:
        first, reason = left_out[0]
        warnings.warn(f"{len(left_out)} reports were refused; the first: {first}: {reason}", RefusedWarning, stacklevel=3)


def _asked(party: str | Sequence[str], **filters: Any) -> dict[str, Any]:
    asked: dict[str, Any] = dict.fromkeys(
        ("kind", "mode", "context", "status", "since", "until", "place", "person", "source", "lang", "as_of", "due_before", "limit")
    )
    return asked | {"party": [party] if isinstance(party, str) else list(party), "overdue": False} | filters


def _one_of(value: str, *known: str) -> str:
    if value not in known:
        raise ValueError(f"rows is {' or '.join(known)}, not {value}")
    return value

"""Code reports on many machines with Apache Spark.

    python -m chancery.spark --input 's3a://bucket/reports/*.parquet' --output s3a://bucket/records
    python -m chancery.spark --input 'hdfs:///news/*.jsonl.gz' --text article_body --dates published_at --output hdfs:///records
    spark-submit --master yarn $(python -c 'import chancery.spark as s; print(s.__file__)') --list warc.paths --format archive --output hdfs:///records

Every task reads its own share of the input, codes it in one thread and writes its own part of the output, Parquet in the columns of ``chancery code
--format parquet`` in a folder for events and one for commitments; Spark hands out the tasks and runs those that fail again, which gives the same files.
:func:`code` and :func:`code_archives` give rows instead, by ``mapInArrow``, to whoever wants to go on with them in Spark. See docs/many-machines.md.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pyarrow as pa

if TYPE_CHECKING:
    from pyspark import SparkContext
    from pyspark.accumulators import Accumulator
    from pyspark.sql import DataFrame, SparkSession

from chancery import _parts
from chancery._parts import FIELDS, Count, Refused

_SPARK_TYPES = {pa.string(): "string", pa.int64(): "bigint", pa.float64(): "double"}


def _schema() -> str:
    """The columns of records, as Spark writes them down."""
    return ", ".join(f"`{field.name}` {_SPARK_TYPES[field.type]}" for field in _parts.schema())


def _names(columns: dict[str, str]) -> dict[str, str]:
    """What the reports call each field."""
    unknown = set(columns) - set(FIELDS)
    if unknown:
        raise ValueError(f"there is no such field as {', '.join(sorted(unknown))}; there are {', '.join(FIELDS)}")
    return {field: columns.get(field, usual) for field, usual in FIELDS.items()}


def _refuse_missing(needed: set[str], known: set[str]) -> None:
    if missing := sorted(needed - known):
        raise ValueError(f"the reports have no column {', '.join(missing)}; they have {', '.join(sorted(known))}")


def write(
    context: SparkContext,
    inputs: list[str],
    output: str,
    form: str | None = None,
    lang: str | None = None,
    date: str | None = None,
    *,
    packs: tuple[str, ...] = (),
    parties: tuple[str, ...] = (),
    tasks: int | None = None,
    batch: int = 1000,
    overwrite: bool = False,
    **columns: str,
) -> Count:
    """Code the reports of files, folders or patterns into a folder of Parquet; how many records there are, and how many reports were refused.

    ``form`` is ``parquet``, ``jsonl`` or ``archive``, by default what the endings tell. The work is cut into so many ``tasks``, by default one for each
    64 MB. ``columns`` are those of :func:`code`. The paths are read and written by pyarrow, which knows ``file:``, ``hdfs:``, ``s3a:``, ``gs:`` and
    ``abfs:``.
    """
    form = form or _form(inputs)
    names = _names(columns)
    found = [file for path in inputs for file in _parts.files(path)]
    work = _parts.cut(found, form, tasks)
    if form != "archive":
        # What is named wrongly is found before anything is begun. In JSON Lines most reports may lack what some have, but not the text.
        known = _parts.columns(work[0].shares[0], form)
        _refuse_missing({names["text"], *(columns.values() if form == "parquet" else ())}, known)
    into = _parts.place(output)
    _parts.begin(into, found, overwrite)
    job = _parts.Job(into, form, names, lang, date, packs, parties, batch)
    counts = context.parallelize(work, len(work)).map(job).collect()
    _parts.finish(into)
    return Count(sum(count.records for count in counts), sum(count.refused for count in counts))


def code(
    reports: DataFrame,
    lang: str | None = None,
    date: str | None = None,
    packs: tuple[str, ...] = (),
    parties: tuple[str, ...] = (),
    refused: Accumulator[int] | None = None,
    **columns: str,
) -> DataFrame:
    """The records of the reports in a data frame. Reports without an id are called by a hash of their text.

    ``columns`` says which columns hold what: ``text``, ``id``, ``dates``, ``langs``, ``source``, ``url``; by default those of the usual names.
    Reports that cannot be coded are left out; ``refused``, an accumulator of the context, counts them (a task that is run again counts them again).
    """
    from pyspark.sql import functions as f

    taken = _names(columns)
    _refuse_missing({taken["text"], *columns.values()}, set(reports.columns))
    there = {field: f.col(f"`{name}`").cast("string") for field, name in taken.items() if name in reports.columns}
    of_text = f.substring(f.sha2(there["text"], 256), 1, 16)
    there["id"] = f.coalesce(there["id"], of_text) if "id" in there else of_text
    plain = reports.select(*[column.alias(FIELDS[field]) for field, column in there.items()])

    def coded(batch: pa.RecordBatch) -> Iterator[tuple[pa.Table, Refused]]:
        left_out: Refused = []
        # Spark runs one task on a core: threads would only get into each other's way.
        yield _parts.coder(packs, parties).code_batch(batch, lang, date, threads=1, refused=left_out), left_out

    return _map(plain, coded, refused)


def code_archives(
    files: DataFrame,
    lang: str | None = None,
    date: str | None = None,
    packs: tuple[str, ...] = (),
    parties: tuple[str, ...] = (),
    refused: Accumulator[int] | None = None,
) -> DataFrame:
    """The records of the reports in archives, from a data frame of Spark's ``binaryFile``: a file is read whole by one task."""

    def coded(batch: pa.RecordBatch) -> Iterator[tuple[pa.Table, Refused]]:
        for path, content in zip(batch.column("path"), batch.column("content"), strict=True):
            name = path.as_py().rsplit("/", 1)[-1]
            left_out: Refused = []
            yield _parts.coder(packs, parties).code_archive(content.as_py(), name, lang, date, threads=1, refused=left_out), left_out

    return _map(files.select("path", "content"), coded, refused)


def _map(reports: DataFrame, coded: Callable[[pa.RecordBatch], Iterator[tuple[pa.Table, Refused]]], refused: Accumulator[int] | None) -> DataFrame:
    """The rows of all tables that the batches are coded to; what was refused is counted."""

    def records(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for table, left_out in coded(batch):
                yield from table.to_batches()
                if refused is not None:
                    refused.add(len(left_out))

    return reports.mapInArrow(records, _schema())


def _read(spark: SparkSession, paths: list[str], form: str) -> DataFrame:
    if form == "parquet":
        return spark.read.parquet(*paths)
    if form == "jsonl":
        # Dates and numbers stay the text that they are.
        return spark.read.option("primitivesAsString", "true").json(paths)
    # One archive a task.
    return spark.read.format("binaryFile").load(paths).repartition(max(1, len(paths)))


def _form(paths: list[str]) -> str:
    for path in paths:
        name = path.rstrip("*").rstrip("/").lower().removesuffix(".gz").removesuffix(".zst")
        if name.endswith((".jsonl", ".ndjson", ".json")):
            return "jsonl"
        if name.endswith((".warc", ".zip", ".tar", ".mbox", ".tgz")):
            return "archive"
    return "parquet"


def _arguments(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m chancery.spark", description="Code reports on many machines with Apache Spark.")
    parser.add_argument("--input", action="append", default=[], metavar="PATH", help="files, folders or patterns of them; may be given again")
    parser.add_argument("--list", metavar="FILE", help="a local file with one such path a line, as warc.paths of Common Crawl")
    parser.add_argument("--output", required=True, metavar="PATH", help="the folder to write; it must not be there yet")
    parser.add_argument("--format", choices=("parquet", "jsonl", "archive"), help="what the input is [default: by its endings]")
    parser.add_argument("--overwrite", action="store_true", help="take the output's place if it is there")
    parser.add_argument("--partitions", type=int, metavar="N", help="cut the reports into so many tasks [default: one for each 64 MB]")
    parser.add_argument("--batch", type=int, default=1000, metavar="N", help="reports that a task codes at once [default: 1000]")
    parser.add_argument("--through-spark", action="store_true", help="let Spark itself read and write, where only it knows the storage; takes twice as long")
    for field, usual in FIELDS.items():
        parser.add_argument(f"--{field}", metavar="COLUMN", help=f"the column that holds it [default: {usual}]")
    parser.add_argument("--lang", metavar="LANG", help="language of all reports [default: as each tells]")
    parser.add_argument("--date", metavar="DATE", help="when all reports came out [default: as each tells]")
    parser.add_argument("--pack", action="append", default=[], metavar="DIR", help="tables of words of one's own, at the same place on every machine")
    parser.add_argument("--parties", action="append", default=[], metavar="FILE", help="a list of parties, at the same place on every machine")
    parser.add_argument("--master", metavar="URL", help="where to run [default: as spark-submit says, else this machine]")
    given = parser.parse_args(arguments)
    if given.list:
        with open(given.list, encoding="utf-8") as lines:
            given.input += [line.strip() for line in lines if line.strip()]
    if not given.input:
        parser.error("name what to read with --input or --list")
    return given


def main(arguments: list[str] | None = None) -> int:
    """Read, code, write."""
    given = _arguments(arguments)
    try:
        from pyspark.errors import AnalysisException
        from pyspark.sql import SparkSession
    except ImportError:
        print("chancery.spark needs PySpark: pip install 'chancery[spark]'", file=sys.stderr)
        return 2
    builder: Any = SparkSession.builder.appName("chancery").config("spark.sql.execution.arrow.maxRecordsPerBatch", given.batch)
    if given.master:
        builder = builder.master(given.master)
        if not given.through_spark:
            # The JVMs only hand out tasks: nothing in them runs long enough to be compiled well.
            for side in ("driver", "executor"):
                builder = builder.config(f"spark.{side}.extraJavaOptions", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
    spark = builder.getOrCreate()
    columns: dict[str, Any] = {field: getattr(given, field) for field in FIELDS if getattr(given, field)}
    own: dict[str, Any] = {"packs": tuple(given.pack), "parties": tuple(given.parties)}
    try:
        if given.through_spark:
            refused = _write_rows(spark, given, own, columns)
        else:
            options = {"tasks": given.partitions, "batch": given.batch, "overwrite": given.overwrite}
            refused = write(spark.sparkContext, given.input, given.output, given.format, given.lang, given.date, **options, **own, **columns).refused
    except (AnalysisException, OSError, ValueError) as fault:
        print(f"chancery.spark: {str(fault).splitlines()[0]}", file=sys.stderr)
        return 2
    if refused:
        print(f"chancery.spark: {refused} reports could not be coded and were left out", file=sys.stderr)
    return 0


def _write_rows(spark: SparkSession, given: argparse.Namespace, own: dict[str, Any], columns: dict[str, Any]) -> int:
    """Let Spark itself read and write; how many reports were refused."""
    form = given.format or _form(given.input)
    refused = spark.sparkContext.accumulator(0)
    own = {**own, "refused": refused}
    reports = _read(spark, given.input, form)
    if given.partitions:
        reports = reports.repartition(given.partitions)
    if form == "archive":
        records = code_archives(reports, given.lang, given.date, **own)
    else:
        records = code(reports, given.lang, given.date, **own, **columns)
    records.write.mode("overwrite" if given.overwrite else "error").partitionBy("record").parquet(given.output)
    return int(refused.value)


if __name__ == "__main__":
    # By its name, so that workers find what they are sent in the package and not in a program that they do not run.
    from chancery.spark import main as run

    sys.exit(run())

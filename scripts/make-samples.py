#!/usr/bin/env python3
"""The reports of crates/cli/tests/samples/text in every form that chancery reads, each written by the tools that people use for it.

    python3 -m venv /tmp/samples && /tmp/samples/bin/pip install warcio pyarrow zstandard feedgen
    /tmp/samples/bin/python scripts/make-samples.py

Chromium writes the pages; without it they stay as they are.
"""

import csv
import datetime
import gzip
import html
import io
import json
import shutil
import subprocess
import tarfile
import tempfile
import zipfile
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

import pyarrow
import pyarrow.parquet
import zstandard
from feedgen.feed import FeedGenerator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

HERE = Path(__file__).resolve().parent.parent / "crates/cli/tests/samples"
OUTLET = "Example Desk"
SITE = "https://desk.example"


def read(path):
    head, body = path.read_text(encoding="utf-8").split("\n\n", 1)
    _, date, title = head.strip().split(" ", 2)
    return {"id": path.stem, "url": f"{SITE}/{path.stem}", "title": title, "date": date, "lang": path.stem[:2], "source": OUTLET, "text": body.strip()}


def write(name, data):
    path = HERE / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data.encode("utf-8") if isinstance(data, str) else data)


def paragraphs(report):
    return "".join(f"<p>{html.escape(p)}</p>" for p in report["text"].split("\n\n"))


def moment(report):
    """Early in the morning in Hanoi, when it is still the day before in Greenwich."""
    zone = datetime.timezone(datetime.timedelta(hours=7))
    return datetime.datetime.fromisoformat(report["date"]).replace(hour=1, minute=30, tzinfo=zone)


def page(report):
    return f"""<!DOCTYPE html>
<html lang="{report['lang']}"><head><meta charset="utf-8"><title>{html.escape(report['title'])} | {OUTLET}</title>
<meta property="og:title" content="{html.escape(report['title'])}"><meta property="og:site_name" content="{OUTLET}">
<meta property="og:type" content="article"><meta property="article:published_time" content="{moment(report).isoformat()}">
<link rel="canonical" href="{report['url']}"></head>
<body><header><nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li></ul></nav></header>
<main><article><h1>{html.escape(report['title'])}</h1><div id="text"></div></article></main>
<footer><p>© {OUTLET}</p></footer>
<script>document.getElementById("text").innerHTML = {json.dumps(paragraphs(report))};</script></body></html>
"""


def rendered(report):
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not chromium:
        return None
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "page.html"
        source.write_text(page(report), encoding="utf-8")
        return subprocess.run([chromium, "--headless", "--no-sandbox", "--dump-dom", source.as_uri()], check=True, capture_output=True, timeout=120).stdout


def table(reports, delimiter, encoding="utf-8"):
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, fieldnames=["id", "url", "headline", "published_at", "language", "publisher", "content"], delimiter=delimiter)
    writer.writeheader()
    for r in reports:
        row = {"id": r["id"], "url": r["url"], "headline": r["title"], "published_at": r["date"], "language": r["lang"], "publisher": r["source"], "content": r["text"]}
        writer.writerow(row)
    return text.getvalue().encode(encoding)


def parquet(reports):
    sink = pyarrow.BufferOutputStream()
    columns = {key: [r[key] for r in reports] for key in ("id", "url", "title", "text", "source")}
    columns["published"] = pyarrow.array([datetime.date.fromisoformat(r["date"]) for r in reports])
    columns["words"] = [len(r["text"].split()) for r in reports]
    pyarrow.parquet.write_table(pyarrow.table(columns), sink, row_group_size=4, compression="zstd")
    return sink.getvalue().to_pybytes()


def feed(reports):
    generator = FeedGenerator()
    generator.id(f"{SITE}/feed")
    generator.title(OUTLET)
    generator.description("Reports of nobody")
    generator.lastBuildDate(moment(reports[-1]))
    generator.updated(moment(reports[-1]))
    generator.link(href=SITE, rel="alternate")
    for report in reports:
        entry = generator.add_entry(order="append")
        entry.id(report["url"])
        entry.title(report["title"])
        entry.link(href=report["url"])
        entry.published(moment(report))
        entry.updated(moment(report))
        entry.content(paragraphs(report), type="CDATA")
    return generator


def json_feed(reports):
    items = [
        {"id": r["id"], "url": r["url"], "title": r["title"], "content_text": r["text"], "date_published": moment(r).isoformat(), "language": r["lang"]}
        for r in reports
    ]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": OUTLET, "home_page_url": SITE, "items": items}, ensure_ascii=False, indent=1)


def sitemap(reports):
    urls = "".join(f"<url><loc>{r['url']}</loc><lastmod>{r['date']}</lastmod></url>" for r in reports)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>\n'


def chunked(body):
    pieces = [body[at : at + 700] for at in range(0, len(body), 700)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def crawl(reports, packed):
    """A crawl as warcio writes it: requests, answers, a picture, a page that is not there. Answers in turn plain, in chunks, and in gzip."""
    sink = io.BytesIO()
    writer = WARCWriter(sink, gzip=packed)
    writer.write_record(writer.create_warcinfo_record("crawl.warc", {"software": "make-samples"}))

    def answer(url, status, headers, body):
        request = StatusAndHeaders("GET / HTTP/1.1", [("Host", "desk.example")], is_http_request=True)
        writer.write_record(writer.create_warc_record(url, "request", http_headers=request))
        http = StatusAndHeaders(status, headers, protocol="HTTP/1.1")
        writer.write_record(writer.create_warc_record(url, "response", payload=io.BytesIO(body), http_headers=http))

    answer(f"{SITE}/robots.txt", "404 Not Found", [("Content-Type", "text/plain")], b"none")
    for number, report in enumerate(reports):
        # As text, so that the sample does not depend on how pages are read.
        body = (HERE / "text" / f"{report['id']}.txt").read_bytes()
        headers = [("Content-Type", "text/plain; charset=utf-8")]
        if number % 3 == 1:
            headers, body = [*headers, ("Transfer-Encoding", "chunked")], chunked(body)
        if number % 3 == 2:
            headers, body = [*headers, ("Content-Encoding", "gzip")], gzip.compress(body, mtime=0)
        answer(report["url"], "200 OK", headers, body)
        answer(f"{SITE}/{report['id']}.png", "200 OK", [("Content-Type", "image/png")], b"\x89PNG....")
    return sink.getvalue()


def mail(report):
    # Python loses a space where it folds a subject in two.
    message = EmailMessage(policy=policy.default.clone(max_line_length=300))
    message["Subject"] = report["title"]
    message["From"] = f"{OUTLET} <news@desk.example>"
    message["To"] = "readers@desk.example"
    message["Date"] = format_datetime(moment(report))
    message["Message-ID"] = f"<{report['id']}@desk.example>"
    message.set_content(report["text"], cte="base64" if report["lang"] != "en" else "quoted-printable")
    message.add_alternative(f"<html><body>{paragraphs(report)}</body></html>", subtype="html")
    return message.as_bytes()


def markdown(report):
    return f"---\ntitle: {json.dumps(report['title'], ensure_ascii=False)}\ndate: {report['date']}\nurl: {report['url']}\n---\n\n{report['text']}\n"


def zipped(files):
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(zipfile.ZipInfo(name, (2025, 3, 12, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return sink.getvalue()


def tarred(files):
    sink = io.BytesIO()
    with tarfile.open(fileobj=sink, mode="w") as archive:
        for name, data in files:
            about = tarfile.TarInfo(name)
            about.size = len(data)
            archive.addfile(about, io.BytesIO(data))
    return sink.getvalue()


def main():
    paths = sorted((HERE / "text").glob("*.txt"))
    reports = [read(path) for path in paths]
    texts = [(f"texts/{path.name}", path.read_bytes()) for path in paths]
    extra = [("texts/picture.png", b"\x89PNG...."), ("__MACOSX/texts/._a.txt", b"\0\5\x16\7")]
    lines = "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in reports)

    write("reports.jsonl", lines)
    write("reports.jsonl.gz", gzip.compress(lines.encode(), mtime=0))
    write("reports.jsonl.zst", zstandard.compress(lines.encode()))
    write("reports.json", json.dumps(reports, ensure_ascii=True, indent=2))
    write("articles.json", json.dumps({"status": "ok", "totalResults": len(reports), "articles": reports}))
    write("reports.csv", b"\xef\xbb\xbf" + table(reports, ","))
    write("semicolon.csv", table(reports, ";"))
    write("reports.tsv", table(reports, "\t"))
    write("utf16.tsv", table(reports, "\t", "utf-16"))
    write("reports.parquet", parquet(reports))
    write("feed.rss", feed(reports).rss_str(pretty=True))
    write("feed.atom", feed(reports).atom_str(pretty=True))
    write("feed.json", json_feed(reports))
    write("sitemap.xml", sitemap(reports))
    write("crawl.warc", crawl(reports, packed=False))
    write("crawl.warc.gz", crawl(reports, packed=True))
    write("reports.zip", zipped(texts + extra))
    write("reports.tar", tarred(texts + extra))
    write("reports.tgz", gzip.compress(tarred(texts), mtime=0))
    write("nested.zip", zipped([("inner/reports.tar.gz", gzip.compress(tarred(texts), mtime=0))]))
    for path, report in zip(paths, reports):
        write(f"mail/{path.stem}.eml", mail(report))
        write(f"markdown/{path.stem}.md", markdown(report))
        seen = rendered(report)
        if seen:
            write(f"pages/{path.stem}.html", seen)
    write("one.txt.gz", gzip.compress(texts[0][1], mtime=0))


main()

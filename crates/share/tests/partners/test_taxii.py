"""The official client reads the server."""

import json

import requests
from taxii2client.v21 import ApiRoot, Server, as_pages

TAXII = "application/taxii+json;version=2.1"


def collection(url, title="all"):
    server = Server(url + "taxii2/")
    return next(one for one in server.api_roots[0].collections if one.title == title)


def test_a_thousand_objects_of_one_moment_come_once_each_while_others_come_in(house):
    held = house("a")
    held.add(220)
    server, url = held.serve("partner:b")
    try:
        reading, seen, moments, added = collection(url), [], set(), 0
        for page in as_pages(reading.get_objects, per_request=90):
            seen += [one["id"] for one in page.get("objects", [])]
            moments.update(one["modified"] for one in page["objects"] if one["type"] == "report")
            if added < 3:
                held.add(5, begin=1000 + added * 5)
                added += 1
        assert len(seen) > 1000 and len(set(seen)) == len(seen) and len(moments) < 20
        whole = {one["id"] for page in as_pages(reading.get_objects, per_request=1000) for one in page["objects"]}
        assert set(seen) == whole
        listed = [one["id"] for page in as_pages(reading.get_manifest, per_request=70) for one in page["objects"]]
        assert sorted(listed) == sorted(whole)
    finally:
        server.kill()


def test_what_the_standard_asks(house):
    held = house("a")
    held.add(3)
    server, url = held.serve("partner:b")
    try:
        reading = collection(url)
        assert {one.title for one in ApiRoot(url + "taxii2/root/").collections} == {"all", "events", "commitments"}
        reports = reading.get_objects(type="report")["objects"]
        assert len(reports) == 3
        one = reports[0]["id"]
        assert reading.get_object(one)["objects"] == [reports[0]]
        assert reading.object_versions(one)["versions"] == [reports[0]["modified"]]
        ask = lambda path, **more: requests.get(url + "taxii2/" + path, timeout=60, headers={"Accept": more.pop("accept", TAXII)}, **more)
        objects = f"root/collections/{reading.id}/objects/"
        answer = ask(objects, params={"limit": 2})
        assert answer.headers["Content-Type"] == TAXII and answer.json()["more"]
        last = answer.headers["X-TAXII-Date-Added-Last"]
        rest = ask(objects, params={"added_after": last}).json()["objects"]
        assert len(rest) + 2 == len(reading.get_objects()["objects"])
        for path, status in [("root/collections/0e3d2f6a-5f0b-5a39-9c41-7d1c0a8b6e52/", 404), (objects + "report--x/", 404), ("root/status/x/", 404)]:
            assert ask(path).status_code == status, path
        assert ask(objects, accept="text/html").status_code == 406
        assert ask(objects, params={"next": "x"}).status_code == 400
        assert ask(objects, params={"match[spec_version]": "2.0"}).json() == {}
        assert requests.post(url + "taxii2/" + objects, data="{}", timeout=60, headers={"Content-Type": "application/taxii+json;version=2.0"}).status_code == 415
    finally:
        server.kill()


def test_what_a_partner_hands_over_is_taken_or_refused(house):
    giver, taker = house("b"), house("a")
    giver.add(2)
    giver.run("--reader", "partner:a", "export-stix", "--out", str(giver.folder / "b.json"))
    objects = json.loads((giver.folder / "b.json").read_text())["objects"]
    taker.add(1, begin=500)
    server, url = taker.serve("partner:b")
    try:
        writing = collection(url)
        status = writing.add_objects({"objects": objects})
        assert (status.status, status.failure_count, status.success_count) == ("complete", 0, len(objects))
        assert ApiRoot(url + "taxii2/root/").get_status(status.id).success_count == len(objects)
        bad = [dict(one, object_marking_refs=[]) for one in objects if one["type"] == "report"]
        status = writing.add_objects({"objects": bad})
        assert status.failure_count == len(bad) and "TLP 2.0" in status.failures[0]["message"]
    finally:
        server.kill()
    held = [json.loads(line) for line in taker.run("documents", "--format", "jsonl").splitlines() if line.startswith("{")]
    assert sorted(one["originator"] or "" for one in held) == ["", "b", "b"]


def test_a_second_chancery_subscribes(house):
    giver, taker = house("a"), house("b")
    giver.add(3)
    server, url = giver.serve("partner:b")
    try:
        address = url.removeprefix("http://").rstrip("/")
        ask = ["subscribe", url + "taxii2/root/", "--collection", collection(url).id, "--from", "a", "--once", "--allow-private", address]
        assert "3 entries new" in taker.run(*ask)
        assert "0 entries new" in taker.run(*ask)
        giver.add(1, begin=77)
        assert "1 entry new" in taker.run(*ask)
        assert "not public" in taker.run(*ask[:-2], fails=2)
    finally:
        server.kill()

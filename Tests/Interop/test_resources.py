"""The workspace's files as resources."""

import base64
import os

import pytest

from payloads import stateless


@pytest.fixture
def files(workspace):
    (workspace / "folder").mkdir()
    contents = {
        "a.txt": b"text",
        "b page.html": b"<p>\xc3\xa9</p>",
        "c.png": bytes(range(256)),
        "folder/d.json": b"{}",
        "folder/\u00e9 100%.md": b"# title",
    }
    for name, content in contents.items():
        (workspace / name).write_bytes(content)
    return contents


def read(client, uri):
    return client.execute("resources/read", stateless({"uri": uri}))


def test_every_file_is_listed_and_read(first_client, files, workspace):
    listed = first_client.execute("resources/list", stateless()).result["resources"]
    assert {resource["name"] for resource in listed} == set(files)
    for resource in listed:
        assert resource["uri"].startswith("file:///") and resource["uri"].isascii() and " " not in resource["uri"]
        content = files[resource["name"]]
        assert resource["size"] == len(content)
        (part,) = read(first_client, resource["uri"]).result["contents"]
        assert (part["uri"], part["mimeType"]) == (resource["uri"], resource["mimeType"])
        if resource["name"] == "c.png":
            assert base64.b64decode(part["blob"], validate=True) == content and "text" not in part
        else:
            assert part["text"].encode() == content and "blob" not in part


def test_mime_types_come_from_names(first_client, files):
    listed = first_client.execute("resources/list", stateless()).result["resources"]
    types = {resource["name"]: resource["mimeType"].partition(";")[0] for resource in listed}
    assert types["a.txt"] == "text/plain" and types["b page.html"] == "text/html"
    assert types["c.png"] == "image/png" and types["folder/d.json"] == "application/json"


def test_a_session_lists_and_reads_too(first_client, files):
    session = first_client.open_session("2024-11-05")
    listed = first_client.execute("resources/list", metadata=session).result["resources"]
    assert len(listed) == len(files)
    answer = first_client.execute("resources/read", {"uri": listed[0]["uri"]}, metadata=session)
    assert set(answer.result) == {"contents"}


def test_pages_add_up_to_the_whole(serve, connect, workspace):
    client = connect(serve("--limits-page-size", "3"))
    names = {f"file {number}" for number in range(10)}
    for name in names:
        (workspace / name).touch()
    seen, sizes, cursor = [], [], {}
    while cursor is not None:
        page = client.execute("resources/list", stateless(cursor)).result
        seen += [resource["name"] for resource in page["resources"]]
        sizes.append(len(page["resources"]))
        cursor = {"cursor": page["nextCursor"]} if "nextCursor" in page else None
    assert sorted(seen) == sorted(names) and max(sizes) == 3


@pytest.mark.parametrize("cursor", ["nonsense", 7])
@pytest.mark.parametrize("method", ["tools/list", "resources/list", "resources/templates/list"])
def test_a_cursor_that_nobody_gave_is_invalid_params(first_client, method, cursor):
    assert first_client.execute(method, stateless({"cursor": cursor})).error.code == -32602


def test_a_template_names_any_file(first_client, files):
    (template,) = first_client.execute("resources/templates/list", stateless()).result["resourceTemplates"]
    uri = template["uriTemplate"].replace("{+path}", "folder/d.json")
    assert read(first_client, uri).result["contents"][0]["text"] == "{}"


def test_a_missing_file_is_not_found(first_client, workspace):
    answer = read(first_client, (workspace / "missing").as_uri())
    assert answer.error.code == -32602 and answer.error_data["uri"].endswith("/missing")


def test_nothing_outside_is_a_resource(first_client, workspace):
    secret = workspace.parent / "secret.txt"
    secret.write_text("secret")
    os.symlink(secret, workspace / "link")
    root = workspace.as_uri()
    listed = first_client.execute("resources/list", stateless()).result["resources"]
    assert listed == []
    for uri in (
        secret.as_uri(),
        root + "/link",
        root + "/../secret.txt",
        root + "/%2e%2e/secret.txt",
        root + "/..%2fsecret.txt",
        root + "/a%00b",
        root.replace("file://", "file://elsewhere"),
        root.replace("file:", "http:"),
        "secret.txt",
        "",
        root,
    ):
        answer = read(first_client, uri)
        assert answer.error is not None and answer.error.code == -32602, uri


def test_a_resource_too_large_for_a_message_is_an_error(serve, connect, workspace):
    client = connect(serve())
    (workspace / "large.bin").write_bytes(b"\xff" * 8_000_000)
    answer = read(client, (workspace / "large.bin").as_uri())
    assert answer.error is not None and answer.error.code == -32603
    assert client.execute("ping").result == {}

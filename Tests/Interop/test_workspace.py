"""The built-in server's tools on real files, called by a client of the first form."""

import base64
import os

import jsonschema
import pytest

from payloads import stateless, tool

BINARY = bytes(range(256))


def test_tools_describe_themselves(first_client):
    for listed in first_client.execute("tools/list", stateless()).result["tools"]:
        assert listed["description"] and listed["title"]
        jsonschema.Draft202012Validator.check_schema(listed["inputSchema"])
        jsonschema.Draft202012Validator.check_schema(listed["outputSchema"])
        changes = listed["name"] in ("write_file", "create_directory", "delete_file")
        assert listed["annotations"].get("readOnlyHint", False) is not changes


def test_text_is_written_and_read(call, workspace):
    assert call("write_file", path="a.txt", content="gr\u00fc\u00dfe \U0001f980\n")["size"] == 13
    assert (workspace / "a.txt").read_text() == "gr\u00fc\u00dfe \U0001f980\n"
    read = call("read_file", path="a.txt")
    assert (read["content"], read["encoding"], read["size"]) == ("gr\u00fc\u00dfe \U0001f980\n", "utf8", 13)


def test_bytes_are_written_and_read(call, workspace):
    call("write_file", path="a.bin", content=base64.b64encode(BINARY).decode(), encoding="binary")
    assert (workspace / "a.bin").read_bytes() == BINARY
    read = call("read_file", path="a.bin", encoding="binary")
    assert base64.b64decode(read["content"], validate=True) == BINARY and read["size"] == 256


def test_bytes_that_are_no_text_are_not_read_as_text(fail, workspace):
    (workspace / "a.bin").write_bytes(BINARY)
    assert "binary" in fail("read_file", path="a.bin")


def test_content_that_is_no_base64_is_refused_and_the_old_file_stays(fail, workspace):
    (workspace / "a").write_text("old")
    assert "base64" in fail("write_file", path="a", content="***", encoding="binary")
    assert (workspace / "a").read_text() == "old" and os.listdir(workspace) == ["a"]


def test_a_write_replaces_the_whole_file_and_leaves_nothing_beside_it(call, workspace):
    (workspace / "a").write_text("a long old content")
    call("write_file", path="a", content="new")
    assert (workspace / "a").read_text() == "new" and os.listdir(workspace) == ["a"]


def test_what_a_killed_writer_left_behind_is_gone_at_the_next_start(serve, connect, workspace):
    (workspace / "folder").mkdir()
    old, young = workspace / "folder" / ".rialto-tmp-0a1b2c", workspace / ".rialto-tmp-3d4e5f"
    for file in (old, young):
        file.write_text("half a fi")
    os.utime(old, (0, 0))
    assert connect(serve()).execute("ping").result == {}
    assert os.listdir(workspace / "folder") == [] and young.exists()


def test_directories_are_created_and_listed(call, workspace):
    call("create_directory", path="deep/er")
    call("create_directory", path="deep/er")
    call("write_file", path="deep/b.txt", content="four")
    os.symlink("b.txt", workspace / "deep" / "a link")
    listed = call("list_directory", path="deep")["entries"]
    assert [(entry["name"], entry["kind"]) for entry in listed] == [
        ("a link", "symlink"),
        ("b.txt", "file"),
        ("er", "directory"),
    ]
    assert listed[1]["size"] == 4


def test_a_large_directory_is_listed_in_parts(call, workspace):
    names = [f"{number:04}" for number in range(2500)]
    for name in names:
        (workspace / name).touch()
    page = call("list_directory")
    seen = [entry["name"] for entry in page["entries"]]
    while "next" in page:
        page = call("list_directory", after=page["next"])
        seen += [entry["name"] for entry in page["entries"]]
    assert seen == names


def test_files_are_deleted_and_directories_are_not(call, fail, workspace):
    (workspace / "folder").mkdir()
    (workspace / "a").write_text("x")
    call("delete_file", path="a")
    assert fail("delete_file", path="folder") and fail("delete_file", path="a")
    assert os.listdir(workspace) == ["folder"]


def test_failures_do_not_tell_where_the_workspace_is(fail, workspace):
    for path in ("missing", "../outside", "missing/file"):
        assert str(workspace) not in fail("read_file", path=path)


@pytest.mark.parametrize("size", [1_000_000, 1_500_000, 2_000_000, 2_097_152, 3_000_000])
def test_a_file_that_may_be_read_fits_into_its_answer(first_client, workspace, size):
    """With the limits as they are by default, a read fails before it is done or gives the whole file."""
    (workspace / "a").write_bytes(b"\xff" * size)
    result = first_client.execute("tools/call", stateless(tool("read_file", path="a", encoding="binary"))).result
    assert result.get("isError") or result["structuredContent"]["size"] == size


def test_a_file_over_the_limit_is_not_read_and_not_written(serve, connect, workspace):
    client = connect(serve("--workspace-max-file-bytes", "1KiB"))
    (workspace / "large").write_text("x" * 1025)
    (workspace / "fits").write_text("x" * 1024)

    def fails(name, **arguments) -> bool:
        return client.execute("tools/call", stateless(tool(name, **arguments))).result.get("isError", False)

    assert fails("read_file", path="large") and not fails("read_file", path="fits")
    assert fails("write_file", path="fits", content="y" * 1025) and not fails("write_file", path="new", content="y" * 1024)
    assert (workspace / "fits").read_text() == "x" * 1024

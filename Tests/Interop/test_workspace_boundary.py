"""Nothing outside the workspace is reached, whatever path a client thinks of."""

import os

import pytest


@pytest.fixture
def outside(workspace):
    """A secret beside the workspace, and ways to it that must not work."""
    secret = workspace.parent / "secret.txt"
    secret.write_text("secret")
    (workspace / "inner").mkdir()
    os.symlink("../secret.txt", workspace / "relative link")
    os.symlink(secret, workspace / "absolute link")
    os.symlink("..", workspace / "folder link")
    return secret


ESCAPES = [
    "../secret.txt",
    "inner/../../secret.txt",
    "./../secret.txt",
    "relative link",
    "absolute link",
    "folder link/secret.txt",
    "/etc/passwd",
    "//etc/passwd",
    "inner\0/../a",
]


@pytest.mark.parametrize("path", ESCAPES)
def test_nothing_outside_is_read(fail, outside, path):
    assert "secret" not in fail("read_file", path=path).replace("secret.txt", "")


@pytest.mark.parametrize("path", ESCAPES)
def test_nothing_outside_is_written_or_deleted(fail, outside, workspace, path):
    fail("write_file", path=path, content="changed")
    assert outside.read_text() == "secret"
    if "link" not in path or "/" in path:  # A link itself may be deleted: it is inside.
        fail("delete_file", path=path)
        assert outside.read_text() == "secret"
    assert sorted(os.listdir(workspace.parent)) == ["secret.txt", "workspace"]


@pytest.mark.parametrize("path", ["..", "folder link", "folder link/new", "/rialto-outside/new", "inner/../../new"])
def test_nothing_outside_is_listed_or_created(fail, outside, workspace, path):
    if not path.endswith("new"):
        fail("list_directory", path=path)
    fail("create_directory", path=path)
    assert sorted(os.listdir(workspace.parent)) == ["secret.txt", "workspace"]


def test_links_inside_work(call, workspace):
    (workspace / "folder").mkdir()
    (workspace / "folder" / "a").write_text("linked")
    os.symlink("folder/../folder", workspace / "link")
    assert call("read_file", path="link/a")["content"] == "linked"


def test_special_files_are_refused_without_waiting(fail, workspace):
    os.mkfifo(workspace / "fifo")
    os.symlink("/dev/zero", workspace / "zero")
    assert fail("read_file", path="fifo") and fail("read_file", path="zero")
    assert fail("write_file", path="fifo", content="x")

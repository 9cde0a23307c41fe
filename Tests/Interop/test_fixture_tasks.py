"""The conformance fixture's tools whose calls may become tasks: the tasks extension of 2026-07-28."""

import pytest

from conversation import EVERYTHING, accept, text
from payloads import CAPABILITIES_KEY, REVISION, VERSION_KEY

EXTENSION = "io.modelcontextprotocol/tasks"
OPTED_IN = {**EVERYTHING, "extensions": {EXTENSION: {}}}
METHODS = [("tasks/get", {}), ("tasks/update", {"inputResponses": {}}), ("tasks/cancel", {})]
FINAL = {"completed", "failed", "cancelled"}


@pytest.fixture
def talk(converse):
    return converse(REVISION, capabilities=OPTED_IN)


def begin(talk, name: str, arguments: dict | None = None, **retry) -> str:
    """Calls a tool that answers with a task, which is flat and there at once."""
    created = talk.call(name, arguments, retry=retry)
    assert created["resultType"] == "task" and created["status"] == "working", created
    assert created["ttlMs"] > 0 and "task" not in created and "content" not in created
    assert talk.result("tasks/get", {"taskId": created["taskId"]})["taskId"] == created["taskId"]
    return created["taskId"]


def watch(talk, task: str, *statuses: str) -> dict:
    """Asks for the task until it is in one of these states; the fixture's tools get there without our help."""
    for _ in range(20_000):
        state = talk.result("tasks/get", {"taskId": task})
        assert state["resultType"] == "complete"
        if state["status"] in statuses:
            return state
        assert state["status"] not in FINAL, state
    raise AssertionError(f"the task stays as it is: {state}")


def test_the_extension_is_advertised(talk):
    assert talk.result("server/discover")["capabilities"]["extensions"] == {EXTENSION: {}}


def test_a_greeting_is_always_synchronous(talk):
    assert talk.call("greet", {"name": "World"})["content"] == [{"type": "text", "text": "Hello, World!"}]


def test_a_task_ends_with_its_result_in_it(talk):
    done = watch(talk, begin(talk, "slow_compute", {"seconds": 0, "label": "it"}), *FINAL)
    assert done["status"] == "completed" and "Computed it" in text(done["result"])


def test_a_tool_error_completes_and_a_protocol_error_fails(talk):
    failed = watch(talk, begin(talk, "failing_job"), *FINAL)
    assert failed["status"] == "completed" and failed["result"]["isError"] is True
    broken = watch(talk, begin(talk, "protocol_error_job"), *FINAL)
    assert broken["status"] == "failed" and broken["error"]["code"] == -32603 and "result" not in broken


def test_a_cancelled_task_is_cancelled_and_may_be_cancelled_again(talk):
    task = begin(talk, "slow_compute", {"seconds": 600})
    for _ in range(2):
        acknowledged = talk.result("tasks/cancel", {"taskId": task})
        assert acknowledged["resultType"] == "complete" and "taskId" not in acknowledged
    assert watch(talk, task, *FINAL)["status"] == "cancelled"


def test_a_question_is_part_of_the_task(talk):
    task = begin(talk, "confirm_delete", {"filename": "a.txt"})
    asked = watch(talk, task, "input_required")["inputRequests"]
    assert [question["method"] for question in asked.values()] == ["elicitation/create"]
    answers = {key: accept(confirm=True) for key in asked}
    assert talk.result("tasks/update", {"taskId": task, "inputResponses": answers})["resultType"] == "complete"
    assert text(watch(talk, task, *FINAL)["result"]) == "Deleted a.txt"


def test_an_update_in_parts_leaves_the_rest_asked(talk):
    task = begin(talk, "multi_input")
    first, second = sorted(watch(talk, task, "input_required")["inputRequests"])
    talk.result("tasks/update", {"taskId": task, "inputResponses": {first: accept(name="a"), "other": accept()}})
    assert list(watch(talk, task, "input_required")["inputRequests"]) == [second]
    talk.result("tasks/update", {"taskId": task, "inputResponses": {second: accept(name="b")}})
    assert watch(talk, task, *FINAL)["status"] == "completed"


def test_questions_come_before_the_task_that_a_handler_makes(talk):
    first = talk.call("test_tool_with_task", {})
    assert first["resultType"] == "input_required"
    answers = {key: accept(name="Alice") for key in first["inputRequests"]}
    task = begin(talk, "test_tool_with_task", {}, inputResponses=answers, requestState=first["requestState"])
    assert "Alice" in text(watch(talk, task, *FINAL)["result"])


def test_who_has_not_opted_in_gets_no_task(converse):
    talk = converse(REVISION)
    assert "Computed" in text(talk.call("slow_compute", {"seconds": 0}))
    asked = [("tools/call", {"name": "failing_job"}), *((method, {"taskId": "x", **more}) for method, more in METHODS)]
    for method, params in asked:
        response = talk.ask(method, params)
        assert response["error"]["code"] == -32021, response
        assert response["error"]["data"]["requiredCapabilities"] == {"extensions": {EXTENSION: {}}}


def test_unknown_tasks_and_methods_of_the_older_form(talk):
    for method, more in METHODS:
        assert talk.error(method, {"taskId": "nobody", **more})["code"] == -32602
    meta = {VERSION_KEY: REVISION, CAPABILITIES_KEY: OPTED_IN}
    for method in ["tasks/result", "tasks/list"]:
        params = {"taskId": "nobody", "_meta": meta}
        id = talk.send({"jsonrpc": "2.0", "id": method, "method": method, "params": params})
        assert talk.response(id)["error"]["code"] == -32601

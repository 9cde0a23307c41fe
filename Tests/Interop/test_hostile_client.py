"""Clients of the conformance fixture that answer what nobody asked, or wrongly, or more than once, or not at all."""

import pytest

from conversation import EVERYTHING, accept, sampled
from hostile_client import ELICITATION, ROOTS, SAMPLING, HostileClient
from line_client import LineClient
from payloads import CAPABILITIES_KEY, REVISION, VERSION_KEY
from rialto_process import FIXTURE

@pytest.fixture
def client(fixture_flags):
    with HostileClient(*fixture_flags) as client:
        yield client
        client.is_well()
        assert client.finish() == ([], 0)


def test_answers_to_questions_that_were_never_asked_are_ignored(client):
    for id in (0, 1, 2, -1, 2**62, "1", "", "call"):
        client.answer(id, result={"action": "accept"})
        client.answer(id, error={"code": -1, "message": "no"})


@pytest.mark.parametrize("tool, arguments, right", [ELICITATION, SAMPLING, ROOTS])
def test_the_first_answer_counts(client, tool, arguments, right):
    id = client.question(tool, arguments)["id"]
    client.answer(id, result=right)
    client.answer(id, result={"action": "decline"})
    client.answer(id, error={"code": -1, "message": "no"})
    assert "isError" not in client.response()["result"]
    client.answer(id, result=right)


def test_an_answer_to_the_id_in_another_type_is_to_another_question(client):
    tool, arguments, right = ELICITATION
    id = client.question(tool, arguments)["id"]
    client.answer(str(id), result={"action": "decline"})
    client.answer(id, result=right)
    assert "alice" in client.response()["result"]["content"][0]["text"]


MALFORMED = [{"result": 7}, {"result": None}, {"result": []}, {"error": 7}, {"error": {}}, {"error": {"code": "1"}}]
MALFORMED += [{"result": {}, "error": {"code": 1, "message": ""}}, {"jsonrpc": "1.0", "result": {}}]


@pytest.mark.parametrize(
    "tool, arguments, outcome",
    [
        *((*question[:2], outcome) for question in (ELICITATION, SAMPLING, ROOTS) for outcome in MALFORMED),
        *((*question[:2], {"result": {}}) for question in (ELICITATION, SAMPLING, ROOTS)),
        *((*question[:2], {"result": {"action": ["accept"]}}) for question in (ELICITATION, SAMPLING, ROOTS)),
        (*ELICITATION[:2], {"result": {"action": "perhaps"}}),
        (*ELICITATION[:2], {"result": {"action": "accept", "content": 7}}),
        (*ELICITATION[:2], {"result": accept(username={"deep": {"deeper": []}})}),
        (*SAMPLING[:2], {"result": {"role": "assistant", "model": "m"}}),
        (*SAMPLING[:2], {"result": {**sampled("x"), "content": 7}}),
        (*SAMPLING[:2], {"result": {**sampled("x"), "role": "system"}}),
        (*SAMPLING[:2], {"result": {**sampled("x"), "content": {"type": "text"}}}),
        (*ROOTS[:2], {"result": {"roots": {}}}),
        (*ROOTS[:2], {"result": {"roots": [7]}}),
        (*ROOTS[:2], {"result": {"roots": [{"uri": None}]}}),
    ],
)
def test_an_answer_of_the_wrong_shape_ends_the_call_and_nothing_else(client, tool, arguments, outcome):
    question = client.question(tool, arguments)
    client.answer(question["id"], **outcome)
    # Not under the question's id, which the client may have given to a request of its own.
    assert "error" in client.response()


def test_a_question_is_withdrawn_when_its_call_is_cancelled(client):
    tool, arguments, right = ELICITATION
    id = client.question(tool, arguments)["id"]
    client.send("notifications/cancelled", {"requestId": "call"}, id=None)
    withdrawn = client.receive()
    assert withdrawn["method"] == "notifications/cancelled" and withdrawn["params"]["requestId"] == id
    client.answer(id, result=right)


def test_more_questions_than_may_wait_are_not_asked(client):
    tool, arguments, right = ELICITATION
    calls = set(range(300))
    for id in calls:
        client.send("tools/call", {"name": tool, "arguments": arguments}, id=id)
    messages = [client.receive() for _ in calls]
    questions = [message["id"] for message in messages if "method" in message]
    refused = {message["id"] for message in messages if "error" in message}
    assert len(questions) == 64 and len(refused) == len(calls) - 64
    for id in questions:
        client.answer(id, result=right)
    answers = [client.receive() for _ in questions]
    assert {answer["id"] for answer in answers} == calls - refused and all("result" in answer for answer in answers)


@pytest.mark.parametrize("tool, arguments, right", [ELICITATION, SAMPLING, ROOTS])
def test_the_end_of_the_input_ends_open_questions_and_the_process(fixture_flags, tool, arguments, right):
    with HostileClient(*fixture_flags) as client:
        client.question(tool, arguments)
        messages, code = client.finish()
    assert code == 0
    (answer,) = (message for message in messages if "method" not in message)
    assert answer["id"] == "call" and "error" in answer


def test_the_end_of_the_input_ends_what_is_asked_in_round_trips(fixture_flags):
    with LineClient(*fixture_flags, "--drain-timeout", "1h", program=FIXTURE) as client:
        meta = {VERSION_KEY: REVISION, CAPABILITIES_KEY: EVERYTHING}
        asked = client.ask("tools/call", {"name": ELICITATION[0], "arguments": ELICITATION[1], "_meta": meta})
        assert asked["result"]["resultType"] == "input_required"
        assert client.finish() == ([], 0)

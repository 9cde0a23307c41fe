"""Questions of the conformance fixture as multi round-trip requests (2026-07-28)."""

import pytest

from conversation import EVERYTHING, accept, rooted, sampled, text
from payloads import CAPABILITIES_KEY, REVISION, VERSION_KEY

PREFIX = "test_input_required_result_"
ANSWERS = {"elicitation/create": accept(name="Alice"), "sampling/createMessage": sampled("Hi"), "roots/list": rooted()}


@pytest.fixture
def talk(converse):
    yield (talk := converse(REVISION))
    assert talk.questions == [], "a stateless client was sent a request"


def ask(talk, name: str, **retry) -> dict:
    """One round, without any arguments."""
    return talk.call(PREFIX + name, {}, retry=retry)


def round_trip(first: dict, **answers: dict) -> dict:
    """What goes with the request's second coming."""
    return {"inputResponses": answers, "requestState": first["requestState"]}


def questions(result: dict) -> dict[str, str]:
    assert result["resultType"] == "input_required"
    return {key: question["method"] for key, question in result["inputRequests"].items()}


@pytest.mark.parametrize(
    "name, key, method, answer, said",
    [
        ("elicitation", "user_name", "elicitation/create", accept(name="Alice"), "Hello, Alice!"),
        ("sampling", "capital_question", "sampling/createMessage", sampled("Paris"), "Paris"),
        ("list_roots", "client_roots", "roots/list", rooted("file:///a"), "Roots: file:///a"),
        ("request_state", "confirm", "elicitation/create", accept(ok=True), "state-ok"),
    ],
)
def test_one_question(talk, name, key, method, answer, said):
    first = ask(talk, name)
    assert questions(first) == {key: method} and isinstance(first["requestState"], str)
    final = ask(talk, name, **round_trip(first, **{key: answer}))
    assert final["resultType"] == "complete" and text(final) == said


def test_three_questions_at_once(talk):
    first = ask(talk, "multiple_inputs")
    asked = questions(first)
    assert asked == {
        "user_name": "elicitation/create", "greeting": "sampling/createMessage", "client_roots": "roots/list",
    }  # fmt: skip
    answers = {key: ANSWERS[method] for key, method in asked.items()}
    assert text(ask(talk, "multiple_inputs", **round_trip(first, **answers))).startswith("Received: ")


def test_answers_may_come_one_after_the_other(talk):
    first = ask(talk, "multiple_inputs")
    second = ask(talk, "multiple_inputs", **round_trip(first, user_name=accept(name="Alice"), greeting=sampled("Hi")))
    assert questions(second) == {"client_roots": "roots/list"}
    assert text(ask(talk, "multiple_inputs", **round_trip(second, client_roots=rooted()))).startswith("Received: ")


def test_each_round_has_a_state_of_its_own(talk):
    first = ask(talk, "multi_round")
    assert set(questions(first)) == {"step1"}
    second = ask(talk, "multi_round", **round_trip(first, step1=accept(name="Alice")))
    assert set(questions(second)) == {"step2"} and second["requestState"] != first["requestState"]
    final = ask(talk, "multi_round", **round_trip(second, step2=accept(color="blue")))
    assert text(final) == "Multi-round complete for Alice who likes blue"


def test_a_wrong_key_asks_again_and_extra_keys_are_ignored(talk):
    first = ask(talk, "elicitation")
    again = ask(talk, "elicitation", **round_trip(first, wrong_key=accept(name="Alice")))
    assert set(questions(again)) == {"user_name"}
    final = ask(talk, "elicitation", **round_trip(again, user_name=accept(name="Alice"), extra=accept(x="y")))
    assert text(final) == "Hello, Alice!"


def test_a_state_is_not_needed_where_the_answers_say_all(talk):
    assert text(ask(talk, "elicitation", inputResponses={"user_name": accept(name="Alice")})) == "Hello, Alice!"


@pytest.mark.parametrize("answer", ["a text", 7, None, True, [], {}, {"action": "perhaps"}, {"content": {}}])
def test_what_is_no_answer_is_refused(talk, answer):
    first = ask(talk, "elicitation")
    params = {"name": PREFIX + "elicitation", "arguments": {}, **round_trip(first, user_name=answer)}
    params["_meta"] = {VERSION_KEY: REVISION, CAPABILITIES_KEY: EVERYTHING}
    message = {"jsonrpc": "2.0", "id": "x", "method": "tools/call", "params": params}
    error = talk.response(talk.send(message))["error"]
    assert error["code"] == -32602 and "user_name" in error["message"]


def test_a_changed_state_is_refused(talk):
    first = ask(talk, "tampered_state")
    retry, state = round_trip(first, confirm=accept(ok=True)), first["requestState"]
    flipped = "".join("B" if letter == "A" else "A" for letter in state)
    middle = len(state) // 2
    bent = state[:middle] + flipped[middle] + state[middle + 1 :]
    for changed in ["", state + "A", state[:-1], state[1:], state[::-1], bent]:
        error = talk.call_error(PREFIX + "tampered_state", {}, retry={**retry, "requestState": changed})
        assert error["code"] == -32602 and "requestState" in error["message"]
    assert text(ask(talk, "tampered_state", **retry)) == "integrity-ok: state verified"


def test_a_state_is_good_for_its_own_request_only(talk):
    retry = round_trip(ask(talk, "tampered_state"), confirm=accept(ok=True))
    assert talk.call_error(PREFIX + "request_state", {}, retry=retry)["code"] == -32602
    retry = round_trip(talk.call("test_sampling", {"prompt": "one"}), completion=sampled("Paris"))
    assert talk.call_error("test_sampling", {"prompt": "another"}, retry=retry)["code"] == -32602
    assert "Paris" in text(talk.call("test_sampling", {"prompt": "one"}, retry=retry))


@pytest.mark.parametrize(
    "declared, asked",
    [
        ({"sampling": {}}, {"sample_input"}),
        ({"elicitation": {}}, {"elicit_input"}),
        ({"elicitation": {}, "sampling": {}}, {"elicit_input", "sample_input"}),
    ],
)
def test_only_what_the_client_can_answer_is_asked(talk, declared, asked):
    talk.capabilities = declared
    assert set(questions(ask(talk, "capabilities"))) == asked


def test_a_prompt_may_ask_too(talk):
    name = {"name": PREFIX + "prompt"}
    first = talk.result("prompts/get", name)
    assert questions(first) == {"user_context": "elicitation/create"}
    final = talk.result("prompts/get", {**name, **round_trip(first, user_context=accept(context="whales"))})
    assert "whales" in final["messages"][0]["content"]["text"]


def test_lists_never_ask(talk):
    for method in ("tools/list", "prompts/list", "resources/list"):
        assert talk.result(method)["resultType"] == "complete"


@pytest.mark.parametrize(
    "tool, arguments, key, answer, said",
    [
        ("test_sampling", {"prompt": "x"}, "completion", sampled("Paris"), "Paris"),
        ("test_elicitation", {"message": "x"}, "user", accept(username="u", email="e"), "action=accept"),
        ("test_elicitation", {"message": "x"}, "user", {"action": "decline"}, "action=decline"),
        ("test_elicitation", {"message": "x"}, "user", {"action": "cancel"}, "action=cancel"),
        ("test_elicitation_sep1330_enums", {}, "form", accept(untitledSingle="no such option"), "no such option"),
    ],
)
def test_a_tool_written_for_sessions_asks_in_round_trips(talk, tool, arguments, key, answer, said):
    first = talk.call(tool, arguments)
    assert set(questions(first)) == {key}
    assert said in text(talk.call(tool, arguments, retry=round_trip(first, **{key: answer})))

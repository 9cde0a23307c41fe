"""What the conformance fixture does in the sessions of the legacy revisions."""

import json

import pytest

from conversation import accept, rooted, sampled, text
from payloads import LEGACY_REVISIONS

ELICITING = ["2025-06-18", "2025-11-25"]
legacy = pytest.mark.parametrize("revision", LEGACY_REVISIONS)
eliciting = pytest.mark.parametrize("revision", ELICITING)


def content_of(result: dict) -> dict:
    """What the elicitation tools say that the user gave."""
    return json.loads(text(result).partition("content=")[2])


@legacy
def test_what_has_nothing_to_say_answers_with_an_empty_result(converse, revision):
    talk = converse(revision)
    assert talk.result("ping") == {}
    assert talk.result("logging/setLevel", {"level": "info"}) == {}
    assert talk.result("resources/subscribe", {"uri": "test://watched-resource"}) == {}
    assert talk.result("resources/unsubscribe", {"uri": "test://watched-resource"}) == {}


@legacy
def test_logging_starts_with_the_level_that_was_set(converse, revision):
    talk = converse(revision)
    talk.result("logging/setLevel", {"level": "error"})
    talk.call("test_tool_with_logging", {})
    assert talk.notifications == []
    talk.result("logging/setLevel", {"level": "debug"})
    talk.call("test_tool_with_logging", {})
    assert [message["method"] for message in talk.notifications] == ["notifications/message"] * 3
    assert all(message["params"]["level"] == "info" and message["params"]["data"] for message in talk.notifications)
    wrong = {"jsonrpc": "2.0", "id": 99, "method": "logging/setLevel", "params": {"level": "loud"}}
    assert talk.response(talk.send(wrong))["error"]["code"] == -32602


@legacy
def test_sampling_asks_the_client(converse, revision):
    talk = converse(revision, answers=lambda *_: sampled("This is a test response"))
    assert "This is a test response" in text(talk.call("test_sampling", {"prompt": "Test prompt for sampling"}))
    (question,) = talk.questions
    assert question["method"] == "sampling/createMessage" and question["params"]["maxTokens"] == 100
    (message,) = question["params"]["messages"]
    assert message == {"role": "user", "content": {"type": "text", "text": "Test prompt for sampling"}}


@legacy
def test_roots_ask_the_client(converse, revision):
    talk = converse(revision, answers=lambda *_: rooted("file:///a", "file:///b"))
    assert text(talk.call("test_input_required_result_list_roots")) == "Roots: file:///a, file:///b"


@eliciting
@pytest.mark.parametrize(
    "answer", [accept(username="u", email="u@example.com"), {"action": "decline"}, {"action": "cancel"}]
)
def test_elicitation_asks_the_user(converse, revision, answer):
    talk = converse(revision, answers=lambda *_: answer)
    result = talk.call("test_elicitation", {"message": "Please provide your information"})
    (question,) = talk.questions
    assert question["params"]["message"] == "Please provide your information"
    assert set(question["params"]["requestedSchema"]["required"]) == {"username", "email"}
    assert f"action={answer['action']}" in text(result) and content_of(result) == answer.get("content", {})


@eliciting
def test_elicitation_offers_defaults_where_the_revision_has_them(converse, revision):
    talk = converse(revision, answers=lambda *_: accept())
    talk.call("test_elicitation_sep1034_defaults", {})
    (question,) = talk.questions
    fields = question["params"]["requestedSchema"]["properties"]
    assert {name: field["type"] for name, field in fields.items()} == {
        "name": "string", "age": "integer", "score": "number", "status": "string", "verified": "boolean",
    }  # fmt: skip
    defaults = {name: field["default"] for name, field in fields.items() if "default" in field}
    if revision == "2025-11-25":
        assert defaults == {"name": "John Doe", "age": 30, "score": 95.5, "status": "active", "verified": True}
    else:
        assert defaults == {"verified": True}
    assert "active" in fields["status"]["enum"]


def test_elicitation_offers_each_kind_of_choice(converse):
    # Nobody checks what was chosen: what the client gives is what the tool sees.
    given = {"untitledSingle": "no such option", "titledMulti": ["value9"], "legacyEnum": "value1"}
    talk = converse("2025-11-25", answers=lambda *_: accept(**given))
    assert content_of(talk.call("test_elicitation_sep1330_enums", {})) == given
    (question,) = talk.questions
    fields = question["params"]["requestedSchema"]["properties"]
    assert set(fields) == {"untitledSingle", "titledSingle", "legacyEnum", "untitledMulti", "titledMulti"}
    assert fields["untitledSingle"]["type"] == "string" and len(fields["untitledSingle"]["enum"]) == 3
    assert all(set(option) == {"const", "title"} for option in fields["titledSingle"]["oneOf"])
    assert len(fields["legacyEnum"]["enum"]) == len(fields["legacyEnum"]["enumNames"])
    assert fields["untitledMulti"]["type"] == "array" and fields["untitledMulti"]["items"]["type"] == "string"
    assert all(set(option) == {"const", "title"} for option in fields["titledMulti"]["items"]["anyOf"])


@legacy
def test_a_question_to_a_client_that_cannot_answer_is_not_asked(converse, revision):
    talk = converse(revision, capabilities={})
    assert talk.call_error("test_sampling", {"prompt": "x"})["data"]["requiredCapabilities"] == {"sampling": {}}
    assert talk.questions == []


@eliciting
def test_several_questions_are_asked_at_once(converse, revision):
    talk = converse(revision, answers=lambda *_: None)
    id = talk.begin("tools/call", {"name": "test_input_required_result_multiple_inputs"})
    questions = [talk.receive() for _ in range(3)]
    # Answered in another order than asked.
    answers = {"elicitation/create": accept(name="a"), "sampling/createMessage": sampled("b"), "roots/list": rooted()}
    for question in reversed(questions):
        talk.answer(question, answers[question["method"]])
    assert "client_roots, greeting, user_name" in text(talk.response(id)["result"])


@legacy
def test_a_session_is_told_what_changes(converse, revision):
    talk = converse(revision)
    talk.call("test_trigger_tool_change", {})
    if not talk.notifications:
        talk.until("notifications/tools/list_changed")
    talk.call("test_trigger_prompt_change", {})
    if not any(told["method"] == "notifications/prompts/list_changed" for told in talk.notifications):
        talk.until("notifications/prompts/list_changed")


@legacy
def test_a_session_is_told_of_resources_that_it_subscribed_to(converse, revision):
    talk = converse(revision)
    talk.call("test_trigger_resource_update", {})
    talk.result("resources/subscribe", {"uri": "test://watched-resource"})
    id = talk.begin("tools/call", {"name": "test_trigger_resource_update"})
    messages = [talk.receive(), talk.receive()]
    (update,) = (message for message in messages if message.get("method") == "notifications/resources/updated")
    assert update["params"]["uri"] == "test://watched-resource" and any(m.get("id") == id for m in messages)
    talk.result("resources/unsubscribe", {"uri": "test://watched-resource"})
    talk.call("test_trigger_resource_update", {})
    assert talk.finish() == [] and len(talk.notifications) == 1

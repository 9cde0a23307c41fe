"""The JSON Schemas that the specification publishes, one for each revision, and which of their definitions a message
must follow."""

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import validators

from payloads import REVISION
from rialto_process import PACKAGE_ROOT

SUITES = os.environ.get("RIALTO_SUITES", str(PACKAGE_ROOT / "../shared/suites"))

# Requests of a client, without what the definitions of their results are called.
REQUESTS = {
    "initialize": "Initialize",
    "ping": "Ping",
    "server/discover": "Discover",
    "subscriptions/listen": "SubscriptionsListen",
    "tools/list": "ListTools",
    "tools/call": "CallTool",
    "resources/list": "ListResources",
    "resources/templates/list": "ListResourceTemplates",
    "resources/read": "ReadResource",
    "resources/subscribe": "Subscribe",
    "resources/unsubscribe": "Unsubscribe",
    "prompts/list": "ListPrompts",
    "prompts/get": "GetPrompt",
    "completion/complete": "Complete",
    "logging/setLevel": "SetLevel",
    "tasks/get": "GetTask",
    "tasks/result": "GetTaskPayload",
    "tasks/list": "ListTasks",
    "tasks/cancel": "CancelTask",
    "tasks/update": "UpdateTask",
}
# Those whose result says nothing.
EMPTY = {"ping", "resources/subscribe", "resources/unsubscribe", "logging/setLevel"}
# Requests of a server, and what a client answers to them.
QUESTIONS = {
    "elicitation/create": "Elicit",
    "sampling/createMessage": "CreateMessage",
    "roots/list": "ListRoots",
}
NOTIFICATIONS = {
    "notifications/cancelled": "CancelledNotification",
    "notifications/message": "LoggingMessageNotification",
    "notifications/progress": "ProgressNotification",
    "notifications/prompts/list_changed": "PromptListChangedNotification",
    "notifications/resources/list_changed": "ResourceListChangedNotification",
    "notifications/resources/updated": "ResourceUpdatedNotification",
    "notifications/subscriptions/acknowledged": "SubscriptionsAcknowledgedNotification",
    "notifications/tasks": "TaskStatusNotification",
    "notifications/tasks/status": "TaskStatusNotification",
    "notifications/tools/list_changed": "ToolListChangedNotification",
}
# Errors that have a definition of their own.
ERRORS = {
    -32020: "HeaderMismatchError",
    -32021: "MissingRequiredClientCapabilityError",
    -32022: "UnsupportedProtocolVersionError",
}
# What lists hold, whose members are checked one by one.
ENTRIES = {
    "tools": "Tool",
    "resources": "Resource",
    "resourceTemplates": "ResourceTemplate",
    "prompts": "Prompt",
    "tasks": "Task",
}


def check_sent_by_server(revision: str, method: str, message: dict) -> None:
    """`method` is that of the request where the message is a response."""
    if "error" in message:
        special = ERRORS.get(message["error"]["code"])
        check(revision, first_known(revision, special, "JSONRPCErrorResponse", "JSONRPCError"), message)
    elif "result" in message:
        check(revision, first_known(revision, "JSONRPCResultResponse", "JSONRPCResponse"), message)
        check_result(revision, method, message["result"])
    elif "id" in message:
        check(revision, "JSONRPCRequest", message)
        check(revision, QUESTIONS[method] + "Request", message)
    else:
        check(revision, "JSONRPCNotification", message)
        check(revision, NOTIFICATIONS[method], message)


def check_result(revision: str, method: str, result: dict) -> None:
    """A result holds nothing beyond its definition, though the schemas would let that pass."""
    definition = result_definition(method, result)
    check(revision, definition, result)
    assert_known(revision, definition, result)
    for name, entry in ENTRIES.items():
        for value in result.get(name, []):
            assert_known(revision, entry, value)
    for question in result.get("inputRequests", {}).values():
        check(revision, QUESTIONS[question["method"]] + "Request", question)


def result_definition(method: str, result: dict) -> str:
    if result.get("resultType") == "input_required":
        return "InputRequiredResult"
    # A call is answered with a task flat in the extension, and nested in 2025-11-25.
    if method == "tools/call" and (result.get("resultType") == "task" or "task" in result):
        return "CreateTaskResult"
    # What the call would have given.
    if method == "tasks/result":
        return "CallToolResult"
    return "EmptyResult" if method in EMPTY else REQUESTS[method] + "Result"


def check_sent_by_client(revision: str, message: dict) -> None:
    """Proves that a test says what it means to say; what it gets wrong on purpose is not checked."""
    check(revision, REQUESTS[message["method"]] + "Request", message)


def check_answer(revision: str, method: str, result: dict) -> None:
    """A client's answer to a question."""
    check(revision, QUESTIONS[method] + "Result", result)


def check(revision: str, definition: str, value: Any) -> None:
    errors = list(validator(revision, definition).iter_errors(value))
    assert not errors, f"{revision} {definition}: {errors[0].json_path}: {errors[0].message}"


def assert_known(revision: str, definition: str, value: dict) -> None:
    known = definitions(revision)[definition].get("properties")
    # A definition that adds to another one refuses what it does not know itself.
    if known is not None and "unevaluatedProperties" not in definitions(revision)[definition]:
        assert set(value) <= set(known), f"{definition} of {revision} has no {set(value) - set(known)}"


def first_known(revision: str, *names: str | None) -> str:
    """What revisions call the same thing differently."""
    return next(name for name in names if name in definitions(revision))


@cache
def schema(revision: str) -> dict:
    document = json.loads((Path(SUITES) / "mcp-schema" / f"{revision}.json").read_text())
    if revision == REVISION:
        extension = json.loads(Path(__file__).with_name("tasks_extension.json").read_text())
        assert not document["$defs"].keys() & extension["$defs"].keys()
        document["$defs"] |= extension["$defs"]
    return document


def definitions(revision: str) -> dict:
    document = schema(revision)
    return document.get("$defs") or document["definitions"]


@cache
def validator(revision: str, definition: str):
    document = schema(revision)
    place = "$defs" if "$defs" in document else "definitions"
    assert definition in document[place], f"{revision} has no {definition}"
    root = {"$schema": document["$schema"], place: document[place], "$ref": f"#/{place}/{definition}"}
    return validators.validator_for(root)(root)

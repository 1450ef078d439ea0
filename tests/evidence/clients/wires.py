"""What three model protocols say, in one shape, and how each is answered as a stream of events."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]
Event = tuple[str, Json]


@dataclass(frozen=True)
class Call:
    """A tool call: its arguments, or free text where the tool takes that."""

    tool: str
    arguments: Json | str
    space: str = ""


@dataclass(frozen=True)
class Request:
    """What a client sent to the model."""

    body: Json
    told: str  # what system, developer and user say
    tools: list[str]
    results: list[str]  # one for each call so far, in their order


def words(content: object) -> str:
    """Return the text of a content: a string, or parts of which some have text."""
    if isinstance(content, str):
        return content
    if isinstance(content, dict):
        # Codex asks its server to encrypt what agents tell each other; this one does not.
        keys = ("text", "content", "encrypted_content")
        return "\n".join(words(content[key]) for key in keys if key in content)
    return "\n".join(map(words, content)) if isinstance(content, list) else ""


def read_messages(body: Json) -> Request:
    """Read a request of Anthropic Messages."""
    told, results = [words(body.get("system", ""))], []
    for message in body["messages"]:
        parts = message["content"]
        for part in [{"type": "text", "text": parts}] if isinstance(parts, str) else parts:
            if part["type"] == "tool_result":
                results.append(words(part.get("content", "")))
            elif part["type"] == "text" and message["role"] != "assistant":
                told.append(part["text"])
    tools = [tool["name"] for tool in body.get("tools", [])]
    return Request(body, "\n".join(told), tools, results)


def read_chat(body: Json) -> Request:
    """Read a request of OpenAI Chat Completions."""
    told, results = [], []
    for message in body["messages"]:
        if message["role"] == "tool":
            results.append(words(message["content"]))
        elif message["role"] != "assistant":
            told.append(words(message["content"]))
    tools = [tool["function"]["name"] for tool in body.get("tools", [])]
    return Request(body, "\n".join(told), tools, results)


def read_responses(body: Json) -> Request:
    """Read a request of OpenAI Responses."""
    told, results = [body.get("instructions") or ""], []
    tools = list(body.get("tools", []))
    for item in body["input"]:
        tools += item.get("tools", [])
        if item["type"] in {"function_call_output", "custom_tool_call_output"}:
            results.append(words(item["output"]))
        elif item.get("role", "user") != "assistant" and "content" in item:
            told.append(words(item["content"]))
    names = [tool.get("name", tool["type"]) for tool in tools]
    return Request(body, "\n".join(told), names, results)


def messages(answer: Call | str, number: int) -> Iterator[Event]:
    """Say a call or a text as Anthropic Messages."""
    usage = {"input_tokens": 1, "output_tokens": 1}
    message: Json = {
        "id": f"msg_{number}",
        "type": "message",
        "role": "assistant",
        "model": "scripted",
    }
    message |= {"content": [], "stop_reason": None, "stop_sequence": None, "usage": usage}
    if isinstance(answer, str):
        block: Json = {"type": "text", "text": ""}
        delta = {"type": "text_delta", "text": answer}
    else:
        block = {"type": "tool_use", "id": f"toolu_{number}", "name": answer.tool, "input": {}}
        delta = {"type": "input_json_delta", "partial_json": json.dumps(answer.arguments)}
    stop = {"stop_reason": "end_turn" if isinstance(answer, str) else "tool_use"}
    for kind, more in (
        ("message_start", {"message": message}),
        ("content_block_start", {"index": 0, "content_block": block}),
        ("content_block_delta", {"index": 0, "delta": delta}),
        ("content_block_stop", {"index": 0}),
        ("message_delta", {"delta": stop | {"stop_sequence": None}, "usage": usage}),
        ("message_stop", {}),
    ):
        yield kind, {"type": kind, **more}


def chat(answer: Call | str, number: int) -> Iterator[Event]:
    """Say a call or a text as OpenAI Chat Completions."""
    if isinstance(answer, str):
        delta: Json = {"role": "assistant", "content": answer}
    else:
        function = {"name": answer.tool, "arguments": json.dumps(answer.arguments)}
        call = {"index": 0, "id": f"call_{number}", "type": "function", "function": function}
        delta = {"role": "assistant", "content": None, "tool_calls": [call]}
    stop = "stop" if isinstance(answer, str) else "tool_calls"
    usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
    for choices, more in (
        ([{"index": 0, "delta": delta, "finish_reason": None}], {}),
        ([{"index": 0, "delta": {}, "finish_reason": stop}], {}),
        ([], {"usage": usage}),
    ):
        base = {"id": f"chat_{number}", "object": "chat.completion.chunk", "created": 0}
        yield "", {**base, "model": "scripted", "choices": choices, **more}


def responses(answer: Call | str, number: int) -> Iterator[Event]:
    """Say a call or a text as OpenAI Responses."""
    if isinstance(answer, str):
        text = {"type": "output_text", "text": answer, "annotations": []}
        item: Json = {"type": "message", "id": f"msg_{number}", "role": "assistant"}
        item |= {"status": "completed", "content": [text]}
    else:
        free = isinstance(answer.arguments, str)
        item = {"type": "custom_tool_call" if free else "function_call", "name": answer.tool}
        item |= {"id": f"item_{number}", "call_id": f"call_{number}", "status": "completed"}
        item |= {"namespace": answer.space} if answer.space else {}
        if free:
            item["input"] = answer.arguments
        else:
            item["arguments"] = json.dumps(answer.arguments)
    usage = {"input_tokens": 1, "output_tokens": 1, "total_tokens": 2}
    base = {"id": f"resp_{number}", "object": "response", "created_at": 0, "model": "scripted"}
    done = base | {"status": "completed", "output": [item], "usage": usage}
    for kind, more in (
        ("response.created", {"response": base | {"status": "in_progress", "output": []}}),
        ("response.output_item.added", {"output_index": 0, "item": item}),
        ("response.output_item.done", {"output_index": 0, "item": item}),
        ("response.completed", {"response": done}),
    ):
        yield kind, {"type": kind, **more}


def stream(events: Iterable[Event]) -> bytes:
    """Write events the way a server sends them."""
    lines = [
        (f"event: {kind}\n" if kind else "") + f"data: {json.dumps(data)}\n\n"
        for kind, data in events
    ]
    return "".join(lines).encode()


WIRES = {
    "/messages": (read_messages, messages, b""),
    "/chat/completions": (read_chat, chat, b"data: [DONE]\n\n"),
    "/responses": (read_responses, responses, b""),
}

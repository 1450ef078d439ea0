"""A model on the loopback address that says what a script says."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count

from tests.evidence.clients.wires import WIRES, Call, Request, stream

FOR_MAIN = "Marigold: take the steps of your script, one after the other."
FOR_WRITER = "Periwinkle: take the steps of your script, one after the other."


@dataclass
class Script:
    """What the main agent and the test-writer do, and what the model was asked by each."""

    main: list[Call]
    writer: list[Call]
    by_main: list[Request] = field(default_factory=list)
    by_writer: list[Request] = field(default_factory=list)

    def answer(self, request: Request) -> Call | str:
        """Return the next step of whoever asks, or a closing word."""
        # Both may hold the writer's task (the main agent in a call); only the writer is told it.
        writing = FOR_WRITER in request.told
        if not request.tools:  # a title, a summary
            return "Nothing."
        (self.by_writer if writing else self.by_main).append(request)
        steps = self.writer if writing else self.main
        done = len(request.results)
        return steps[done] if done < len(steps) else "All steps are taken."


@contextmanager
def serve(script: Script) -> Iterator[str]:
    """Answer by the script as long as the context lasts; give the address."""
    numbers = count(1)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.send("application/json", b'{"data": [{"id": "scripted", "object": "model"}]}')

        def do_HEAD(self) -> None:
            self.send("application/json", b"")

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
            path = self.path.partition("?")[0]
            for end, (read, say, last) in WIRES.items():
                if path.endswith(end):
                    answer = script.answer(read(body))
                    self.send("text/event-stream", stream(say(answer, next(numbers))) + last)
                    return
            self.send("application/json", b'{"input_tokens": 1}')  # a count of tokens

        def send(self, kind: str, body: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

"""A server that answers as OpenAI's and Ollama's do, and logs what it did and when, on the clock that Python has."""
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ANSWERS = [
    '{"name": "Sam", "email": "sam@example.org"}',
    "Models of language need a careful test, or their numbers mislead.",
    '{"name": NaN}',
    "- It is fast\n- It is near\n- It is cheap",
    "Ein Cache spart Zeit: wiederholte Anfragen kosten nichts.",
    "ガラス と カラス",
]
BROKEN = "fails"


def plan(model, prompt):
    """What is said, in how many pieces, and the pauses in seconds: fixed by the model and the prompt."""
    seed = sum(map(ord, prompt)) + 7 * len(model)
    text = ANSWERS[(seed if model != "one" else sum(map(ord, prompt))) % len(ANSWERS)]
    return text.split(" "), 0.02 + seed % 5 * 0.01, 0.004 * (1 + len(model) % 3)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        models = [{"id": name, "object": "model", "name": name, "model": name} for name in ("one", "other", BROKEN)]
        body = {"version": "0.6.0"} if self.path == "/api/version" else {"object": "list", "data": models, "models": models}
        self.whole(200, body)

    def whole(self, status, body):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_POST(self):
        arrived = time.perf_counter()
        body = json.loads(self.rfile.read(int(self.headers["content-length"])) or b"{}")
        if self.path == "/api/show":
            return self.whole(200, {"details": {}, "model_info": {}})
        ollama = self.path.startswith("/api/")
        prompt = body.get("prompt") or (body.get("messages") or [{}])[-1].get("content", "")
        model = body.get("model", "")
        entry = {"model": model, "prompt": prompt, "arrived": arrived, "writes": [], "text": None}
        self.server.log.append(entry)
        if model == BROKEN and sum(map(ord, prompt)) % 3 != 0:
            return self.whole(500, {"error": {"message": "it broke"}})
        words, first, gap = plan(model, prompt)
        self.send_response(200)
        self.send_header("content-type", "application/x-ndjson" if ollama else "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        for at, word in enumerate(words):
            time.sleep(first if at == 0 else gap)
            piece = word if at == 0 else " " + word
            self.chunk(self.piece(ollama, model, piece, None))
            entry["writes"].append(time.perf_counter())
        time.sleep(gap)
        self.chunk(self.piece(ollama, model, "", len(words)))
        self.chunk("")
        entry["ended"] = time.perf_counter()
        entry["text"] = " ".join(words)

    def piece(self, ollama, model, text, tokens):
        if ollama:
            done = {} if tokens is None else {"eval_count": tokens, "prompt_eval_count": 5, "total_duration": 1, "eval_duration": 1}
            line = {"model": model, "created_at": "2026-01-01T00:00:00Z", "response": text, "done": tokens is not None, **done}
            return json.dumps(line) + "\n"
        chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": model}
        delta = {"content": text} if tokens is None else {}
        choice = {"index": 0, "delta": delta, "finish_reason": None if tokens is None else "stop"}
        event = f"data: {json.dumps({**chunk, 'choices': [choice]})}\n\n"
        if tokens is None:
            return event
        usage = {"prompt_tokens": 5, "completion_tokens": tokens, "total_tokens": tokens + 5}
        return event + f"data: {json.dumps({**chunk, 'choices': [], 'usage': usage})}\n\ndata: [DONE]\n\n"

    def chunk(self, text):
        data = text.encode()
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()


def start():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.log = []
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server

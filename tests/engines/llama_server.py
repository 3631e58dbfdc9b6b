"""llama.cpp's own HTTP server, from the wheel xllamacpp. Prints one JSON line when it is ready; ends when stdin closes.

A line with a number of tokens on stdin: the engine processes a prompt of that length, asked without HTTP and timed here, and its
tokens per second are printed as JSON. What llama-bench calls pp.

usage: llama_server.py MODEL.gguf
"""

import json
import os
import signal
import sys
import threading
import time

import xllamacpp

parameters = xllamacpp.CommonParams()
parameters.model.path = sys.argv[1]
parameters.model_alias = {"smollm2"}
parameters.port = 0
parameters.n_ctx = 4096
parameters.n_parallel = 4
parameters.endpoint_metrics = True
parameters.cpuparams.n_threads = 1  # more threads than free cores would spin, and cost most of the speed
parameters.cpuparams_batch.n_threads = 1
parameters.verbosity = -1
server = xllamacpp.Server(parameters)
print(json.dumps({"url": server.listening_address, "pid": os.getpid()}), flush=True)

done = threading.Event()
for number in (signal.SIGTERM, signal.SIGINT):
    signal.signal(number, lambda *_: done.set())


def prefill(tokens, turn):
    prompt = [1000 + (7 * at + turn) % 20000 for at in range(tokens)]
    began = time.perf_counter()
    server.handle_completions({"prompt": prompt, "n_predict": 1, "cache_prompt": False})
    return tokens / (time.perf_counter() - began)


def until_closed():
    for turn, line in enumerate(sys.stdin):
        print(json.dumps({"tokensPerSecond": prefill(int(line), turn)}), flush=True)
    done.set()


threading.Thread(target=until_closed, daemon=True).start()
done.wait()
os._exit(0)

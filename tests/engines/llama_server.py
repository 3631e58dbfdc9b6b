"""llama.cpp's own HTTP server, from the wheel xllamacpp. Prints one JSON line when it is ready; ends when stdin closes.

usage: llama_server.py MODEL.gguf
"""

import json
import os
import signal
import sys
import threading

import xllamacpp

parameters = xllamacpp.CommonParams()
parameters.model.path = sys.argv[1]
parameters.model_alias = {"smollm2"}
parameters.port = 0
parameters.n_ctx = 4096
parameters.n_parallel = 4
parameters.cpuparams.n_threads = 1  # more threads than free cores would spin, and cost most of the speed
parameters.cpuparams_batch.n_threads = 1
parameters.verbosity = -1
server = xllamacpp.Server(parameters)
print(json.dumps({"url": server.listening_address, "pid": os.getpid()}), flush=True)

done = threading.Event()
for number in (signal.SIGTERM, signal.SIGINT):
    signal.signal(number, lambda *_: done.set())


def until_closed():
    while os.read(0, 4096):
        pass
    done.set()


threading.Thread(target=until_closed, daemon=True).start()
done.wait()
os._exit(0)

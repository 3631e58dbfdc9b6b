"""Runs the five jobs and computes what they publish again; see second-computation.mjs."""
import csv
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time

import numpy as np
import onnxruntime
import scipy.stats
import tokenizers

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import server as logging_server

ROOT = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
NODE = sys.argv[1]
OUT = tempfile.mkdtemp(prefix="benchbook-second-")
ROWS, WRONG = [], []
PROMPTS = [
    {"id": f"p{i}", "prompt": f"Prompt {i}: extract JSON with keys name and email", "expected": "Sam has an address",
     "checks": [{"kind": "facts", "facts": ["Sam"]}, {"kind": "json", "requiredKeys": ["name"]}]}
    for i in range(1, 13)
]


def row(job, what, means, pairs, unit, limit):
    """Pairs of (published, computed); limit is the largest difference that is still no fault: of times (ms) the median one, since a
    busy machine delays single answers between the two processes."""
    unlike = [pair for pair in pairs if (pair[0] is None) != (pair[1] is None)]
    differences = [abs(a - b) for a, b in pairs if a is not None and b is not None]
    most = max(differences, default=0.0)
    middle = float(np.median(differences)) if differences else 0.0
    wrong = bool(unlike) or (middle if unit == "ms" else most) > limit or not pairs
    if wrong:
        WRONG.append(f"{job}, {what}: {len(unlike)} known on one side only, {most} {unit}")
    ROWS.append(f"| {job} | {what} | {means} | {len(pairs)} | {middle:.3g} | {most:.3g} | {limit:g} {unit} | {'WRONG' if wrong else 'yes'} |")


class Memory(threading.Thread):
    """The largest resident set of each process below this one, read from /proc ten times a second."""

    def __init__(self):
        super().__init__(daemon=True)
        self.peaks, self.order, self.over = {}, [], threading.Event()

    def run(self):
        while not self.over.wait(0.1):
            parents = {}
            for pid in filter(str.isdigit, os.listdir("/proc")):
                try:
                    stat = open(f"/proc/{pid}/stat").read()
                    resident = int(open(f"/proc/{pid}/statm").read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
                except (OSError, IndexError):
                    continue
                parents[int(pid)] = (int(stat.rsplit(")", 1)[1].split()[1]), resident)
            for pid, (_, resident) in parents.items():
                above = pid
                while above in parents and above != os.getpid():
                    above = parents[above][0]
                if above == os.getpid() and pid != os.getpid():
                    if pid not in self.peaks:
                        self.order.append(pid)
                    self.peaks[pid] = max(self.peaks.get(pid, 0), resident)


def command(*words, good=(0,)):
    memory = Memory()
    memory.start()
    done = subprocess.run([NODE, os.path.join(ROOT, "lib/dist/cli/main.js"), *words], cwd=OUT, capture_output=True, text=True)
    memory.over.set()
    for left in re.findall(r"^run folder: (.*)$", done.stdout, re.M):
        if not left.startswith(OUT):
            shutil.rmtree(left, ignore_errors=True)
    if done.returncode not in good:
        sys.exit(f"{words[0]} ended with {done.returncode}: {done.stdout}{done.stderr}")
    return done.stdout, memory


class Encoder:
    def __init__(self):
        folder = os.path.join(os.environ.get("BENCHBOOK_WEIGHTS", os.path.join(ROOT, "weights")), "all-MiniLM-L6-v2")
        self.tokenizer = tokenizers.Tokenizer.from_file(os.path.join(folder, "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(256)
        self.session = onnxruntime.InferenceSession(os.path.join(folder, "onnx", "model.onnx"))

    def vector(self, text):
        ids = np.array([self.tokenizer.encode(text).ids], dtype=np.int64)
        feed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        names = [one.name for one in self.session.get_inputs()]
        mean = self.session.run(None, {name: feed[name] for name in names})[0][0].mean(axis=0)
        return mean / np.linalg.norm(mean)

    def cosine(self, one, other):
        return float(self.vector(one) @ self.vector(other))


def number(text):
    return None if text in ("", "NA") else float(text)


def read_csv(file):
    with open(file, newline="") as lines:
        return list(csv.DictReader(lines))


def logged(server):
    """The last request of each model and prompt: a warm-up comes before."""
    return {(entry["model"], entry["prompt"]): entry for entry in server.log}


def stream(server, address, prompts, encoder):
    for model in ("one", logging_server.BROKEN):
        file = os.path.join(OUT, f"{model}.csv")
        server.log.clear()
        command("stream", "--base-url", f"{address}/v1", "--model", model, "--prompts", prompts, "--csv", file, good=(0, 1))
        rows, log = read_csv(file), logged(server)
        log = [log[(model, one["prompt"])] for one in rows]
        job, served = f"stream ({model})", lambda take: [None if e["text"] is None else take(e) for e in log]
        pairs = lambda column, take: list(zip([number(one[column]) for one in rows], served(take)))
        ms = lambda column, take: [(None if a is None else a * 1e3, None if b is None else b * 1e3) for a, b in pairs(column, take)]
        row(job, "tokens", "str.split of what the server wrote", pairs("tokens", lambda e: len(e["text"].split())), "words", 0)
        row(job, "latency_sec", "the server's log", ms("latency_sec", lambda e: e["ended"] - e["arrived"]), "ms", 25)
        row(job, "ttft_sec", "the server's log", ms("ttft_sec", lambda e: e["writes"][0] - e["arrived"]), "ms", 25)
        ratio = [(a, None if e["text"] is None else len(e["text"].split()) / number(one["latency_sec"]))
                 for (a, _), e, one in zip(pairs("tokens_per_sec", lambda e: 0), log, rows)]
        row(job, "tokens_per_sec", "words / latency_sec", ratio, "words/s", 1e-4)
        expected = PROMPTS[0]["expected"]
        row(job, "semantic_accuracy", "tokenizers, onnxruntime", pairs("semantic_accuracy", lambda e: encoder.cosine(e["text"], expected)), "", 1e-5)


def is_json(text):
    try:
        json.loads(text)
        return True
    except json.JSONDecodeError:
        return False


def harness(server, address, prompts):
    models, out = ["one", "other", logging_server.BROKEN], os.path.join(OUT, "harness")
    server.log.clear()
    words = ("--host", address, "--models", ",".join(models), "--prompts", prompts, "--out", out)
    command("harness", *words, good=(0, 1))
    log, summary = logged(server), json.load(open(os.path.join(out, "summary.json")))
    pairs = [(one["latency_s"] * 1e3, (log[(one["model"], one["prompt"])]["ended"] - log[(one["model"], one["prompt"])]["arrived"]) * 1e3) for one in summary]
    row("harness", "latency_s", "the server's log", pairs, "ms", 25)
    row("harness", "response", "what the server wrote", [(float(one["response"] == log[(one["model"], one["prompt"])]["text"]), 1.0) for one in summary], "", 0)
    asked = {one["prompt"] for one in PROMPTS}
    answered = sum(1 for entry in log.values() if entry["text"] is not None and entry["prompt"] in asked)
    row("harness", "answers in summary.json", "the server's log", [(len(summary), answered)], "answers", 0)
    tables = open(os.path.join(out, "analysis.md")).read()
    lines = [[cell.strip().replace("\\", "") for cell in line.strip("| \n").split("|")] for line in tables.splitlines() if line.startswith("|")]
    heads = [i for i, line in enumerate(lines) if re.match(r"model\b", line[0])]
    latency = {line[0]: line for line in lines[heads[0] + 2 : heads[0] + 2 + len(models)]}
    quality = {line[0]: line for line in lines[heads[1] + 2 : heads[1] + 2 + len(models)]}
    seconds = {model: np.array([one["latency_s"] for one in summary if one["model"] == model]) for model in models}
    shared = set.intersection(*[{one["prompt"] for one in summary if one["model"] == model} for model in models])
    told = lambda text: None if text in ("–", "") else float(text.replace(",", ""))
    for at, (what, how) in enumerate([("answered", len), ("failed", lambda v: len(PROMPTS) - len(v)), ("mean", np.mean), ("median", np.median),
                                      ("p95", lambda v: np.percentile(v, 95)), ("p99", lambda v: np.percentile(v, 99)), ("max", np.max), ("requests a minute", lambda v: 60 / np.mean(v))], 1):
        row("harness", f"analysis: {what}", "numpy over summary.json", [(told(latency[m][at]) / float(how(seconds[m])) if float(how(seconds[m])) else 1.0, 1.0) for m in models], "relative", 5.1e-3)
    row("harness", "analysis: mean on shared prompts", "numpy over summary.json",
        [(told(latency[m][10]) / np.mean([o["latency_s"] for o in summary if o["model"] == m and o["prompt"] in shared]), 1.0) for m in models], "relative", 5.1e-3)
    answers = {m: [one["response"] for one in summary if one["model"] == m] for m in models}
    row("harness", "answers that are no JSON", "json.loads", [(told(quality[m][1]), sum(not is_json(a) for a in answers[m])) for m in models], "answers", 0)
    checks = lambda a: ("sam" in a.lower()) + (a == logging_server.ANSWERS[0])
    row("harness", "checks passed", "own search; the failed ones in the sum", [(told(quality[m][4]), sum(map(checks, answers[m]))) for m in models], "checks", 0)
    row("harness", "checks", "prompts x 2", [(told(quality[m][5]), 2 * len(PROMPTS)) for m in models], "checks", 0)


def median_interval(values):
    if len(values) < 6:
        return None
    found = scipy.stats.quantile_test(values, q=0, p=0.5).confidence_interval(0.95)
    return found.low, found.high


def variants(server, address, prompts, encoder):
    out = os.path.join(OUT, "variants")
    server.log.clear()
    command("variants", "--models", f"openai:one@{address}/v1,openai:other@{address}/v1", "--prompts", prompts, "--out", out)
    rows, log = read_csv(os.path.join(out, "raw_results.csv")), logged(server)
    entry = lambda one: log[(one["model"], one["prompt"])]
    row("variants", "latency_sec", "the server's log", [(number(o["latency_sec"]) * 1e3, (entry(o)["ended"] - entry(o)["arrived"]) * 1e3) for o in rows], "ms", 25)
    row("variants", "output_tokens", "the server's count", [(number(o["output_tokens"]), len(entry(o)["writes"])) for o in rows], "tokens", 0)
    row("variants", "tokens_per_sec", "tokens / latency", [(number(o["tokens_per_sec"]), number(o["output_tokens"]) / number(o["latency_sec"])) for o in rows], "tokens/s", 1e-6)
    row("variants", "cosine_similarity", "tokenizers, onnxruntime", [(number(o["cosine_similarity"]), encoder.cosine(entry(o)["text"], log[("one", o["prompt"])]["text"])) for o in rows], "", 1e-5)
    report = open(os.path.join(out, "report.md")).read()
    rates = {m: {o["prompt"]: number(o["tokens_per_sec"]) for o in rows if o["model"] == m} for m in ("one", "other")}
    ratios = np.array([rates["other"][p] / rates["one"][p] for p in rates["one"]])
    said = re.search(r"([\d.]+) times the tokens a second of one over the whole answer \(median of (\d+) prompts, 95 % interval ([\d.]+) to ([\d.]+)", report)
    # Benchbook's median is of the logarithms, as a ratio's is.
    expected = [np.exp(np.median(np.log(ratios))), len(ratios), *median_interval(ratios)]
    row("variants", "report: ratio, prompts, interval", "numpy, scipy.stats.quantile_test", list(zip(map(float, said.groups()), expected)), "", 6e-3)


def arms_of(results):
    return [results["baseline"], *results["optimised"]]


def baseline():
    out = os.path.join(OUT, "baseline")
    _, memory = command("baseline", "--max-tokens", "4", "--repetitions", "2", "--out", out)
    results = json.load(open(os.path.join(out, "benchmark_results.json")))
    arms, prompts = arms_of(results), results["prompts"]
    of = lambda arm, prompt: next(one for one in prompt["arms"] if one["arm"] == arm["name"])
    total = lambda arm, what: sum(of(arm, prompt)[what] for prompt in prompts)
    row("baseline", "total_seconds", "sum over prompts", [(arm["time"]["total_seconds"], total(arm, "seconds")) for arm in arms], "s", 1e-3)
    row("baseline", "total_seconds", "mean of the passes", [(arm["time"]["total_seconds"], np.mean(arm["time"]["pass_seconds"])) for arm in arms], "s", 1e-3)
    for kind in ("input_tokens", "output_tokens"):
        row("baseline", kind, "sum over prompts", [(arm["tokens"][kind], total(arm, kind)) for arm in arms], "tokens", 0.05)
    # The seconds of each prompt are written with four digits, the rate with three: so far apart may the two be.
    rounding = max(arm["time"]["tokens_per_second"] * len(prompts) * 0.5e-4 / total(arm, "seconds") + 0.5e-3 for arm in arms)
    row("baseline", "tokens_per_second", "tokens / seconds", [(arm["time"]["tokens_per_second"], total(arm, "output_tokens") / total(arm, "seconds")) for arm in arms], "tokens/s", rounding)
    row("baseline", "response_length", "len of the responses", [(arm["quality"]["response_length"], np.mean([len(of(arm, p)["response"]) for p in prompts])) for arm in arms], "characters", 0.06)
    row("baseline", "tokens_per_mb", "tokens / peak", [(arm["memory"]["tokens_per_mb"], arm["tokens"]["output_tokens"] / arm["memory"]["peak_mb"]) for arm in arms], "", 1e-4)
    reduction = lambda a, b: (a - b) / a * 100
    pairs, medians = [], []
    for one, arm in zip(results["improvements"], results["optimised"]):
        first = results["baseline"]
        pairs += [(one["time_reduction"]["percent"], reduction(first["time"]["total_seconds"], arm["time"]["total_seconds"])),
                  (one["throughput_improvement"]["percent"], -reduction(first["time"]["tokens_per_second"], arm["time"]["tokens_per_second"])),
                  (one["input_token_reduction"]["percent"], reduction(first["tokens"]["input_tokens"], arm["tokens"]["input_tokens"])),
                  (one["output_token_reduction"]["percent"], reduction(first["tokens"]["output_tokens"], arm["tokens"]["output_tokens"])),
                  (one["peak_memory_reduction"]["percent"], reduction(first["memory"]["peak_mb"], arm["memory"]["peak_mb"]))]
        ratios = np.array([of(arm, p)["input_tokens"] / of(first, p)["input_tokens"] for p in prompts])
        by = one["input_token_reduction"]["by_prompt"]
        medians.append((by["median_percent"], (1 - np.exp(np.median(np.log(ratios)))) * 100))
        if by["interval_95_percent"] is not None:
            low, high = median_interval(ratios)
            medians += list(zip(by["interval_95_percent"], ((1 - high) * 100, (1 - low) * 100)))
    row("baseline", "improvements, percent", "from the arms' totals", pairs, "points", 0.15)
    row("baseline", "by_prompt, median and interval", "numpy, scipy.stats.quantile_test", medians, "points", 0.02)
    # Of the processes that hold a model, the last are those of the memory pass, one an arm. Small helpers, such as git, are left out.
    ends = [memory.peaks[pid] / 1e6 for pid in memory.order if memory.peaks[pid] > 150e6][-len(arms):]
    row("baseline", "peak_resident_mb", "/proc at 10 Hz", [(arm["memory"]["peak_resident_mb"], peak) for arm, peak in zip(arms, ends)], "MB", 20)


def infer():
    file, folder = os.path.join(OUT, "infer.json"), os.path.join(OUT, "infer-run")
    _, memory = command("infer", "--gen-tokens", "24", "--iters", "4", "--warmup-tokens", "8", "--json-out", file, "--out", folder)
    results = json.load(open(file))["results"]
    trials = read_csv(os.path.join(folder, os.listdir(folder)[0], "trials.csv"))
    measured = [one for one in trials if one["phase"] == "measured"]
    ms = lambda one, name: float(one[name])
    column = next(name for name in measured[0] if name.lower().startswith("latency"))
    row("infer", "tokens_per_sec.values", "24 / latency in trials.csv", list(zip(results["tokens_per_sec"]["values"], [24e3 / ms(one, column) for one in measured])), "tokens/s", 1e-2)
    for name in ("tokens_per_sec", "decode_tokens_per_sec"):
        rates = results[name]
        values = np.array(rates["values"])
        low, high = scipy.stats.t.interval(0.95, len(values) - 1, loc=values.mean(), scale=scipy.stats.sem(values))
        pairs = [(rates["mean"], values.mean()), (rates["min"], values.min()), (rates["max"], values.max()), (rates["standard_deviation"], values.std(ddof=1)),
                 (rates["interval_95"]["low"], low), (rates["interval_95"]["high"], high)]
        row("infer", f"{name}: mean, min, max, deviation, interval", "numpy, scipy.stats.t", pairs, "tokens/s", 1e-6)
    row("infer", "resident_peak_mib", "/proc at 10 Hz", [(results["resident_peak_mib"], max(memory.peaks.values()) / 2**20)], "MiB", 20)


def main():
    server, encoder = logging_server.start(), Encoder()
    address = f"http://127.0.0.1:{server.server_address[1]}"
    prompts = os.path.join(OUT, "prompts.jsonl")
    with open(prompts, "w") as file:
        file.write("\n".join(json.dumps(one) for one in PROMPTS))
    stream(server, address, prompts, encoder)
    harness(server, address, prompts)
    variants(server, address, prompts, encoder)
    baseline()
    infer()
    shutil.rmtree(OUT)
    print("# The five jobs' numbers, computed a second time\n")
    print(f"{time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores, load average {os.getloadavg()[0]:.1f}; numpy {np.__version__}, scipy {scipy.__version__}, "
          f"tokenizers {tokenizers.__version__}, onnxruntime {onnxruntime.__version__}.\n"
          "Times differ from the server's log by the way between the two processes, which is not in the log.\n")
    print("| job | number | second means | values | median difference | largest | allowed | as published |\n|---|---|---|---:|---:|---:|---:|---|")
    print("\n".join(ROWS))
    print("\n" + ("No number differs by more than is allowed." if not WRONG else "Wrong:\n\n- " + "\n- ".join(WRONG)))
    sys.exit(1 if WRONG else 0)


main()

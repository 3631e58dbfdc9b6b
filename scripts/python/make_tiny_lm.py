"""Make a language model small enough for a repository: make_tiny_lm.py FOLDER

What @xenova/transformers loads for text generation (a GPT-2 by its config.json), with a cache of keys and values, so that
tests go through the real loading code, the real tokenizer and the real decoder: config.json, tokenizer.json,
tokenizer_config.json and onnx/decoder_model_merged.onnx, together about 110 kB. It babbles in the words of TEXT and knows nothing.

Nothing is trained. The embedding and the output matrix are the best factors of low rank of how often one token follows
another in TEXT; one layer of self-attention with seeded random weights makes an answer depend on all that was said before.
"""

import json
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

TEXT = (
    "The sky is blue because the air scatters blue light more than red light. "
    "Gravity pulls things down, and the moon pulls the sea up and down. "
    "A plant takes light, water and air, and it makes sugar and leaves. "
    "Rain falls when the air is cold and the water in the clouds is heavy. "
    "A computer adds numbers, and it adds them fast. "
)
END = "<|endoftext|>"
WIDTH, HEADS, MERGES = 32, 2, 120
HEAD_WIDTH = WIDTH // HEADS
LONGEST = 512
OPSET = 13  # onnxruntime 1.14 knows it
IR_VERSION = 8  # the newest that onnxruntime 1.14 reads


def byte_letters() -> dict[int, str]:
    """GPT-2's printable stand-in for every byte."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in printable]
    return {byte: chr(byte) for byte in printable} | {byte: chr(256 + at) for at, byte in enumerate(others)}


def merge(word: tuple[str, ...], pair: tuple[str, str]) -> tuple[str, ...]:
    joined: list[str] = []
    for piece in word:
        if joined and (joined[-1], piece) == pair:
            joined[-1] += piece
        else:
            joined.append(piece)
    return tuple(joined)


def train_tokenizer() -> tuple[list[tuple[str, str]], list[str], list[list[str]]]:
    """Byte-pair encoding (Sennrich et al. 2016) of TEXT: the merges, the vocabulary, and TEXT's words in pieces."""
    letters = byte_letters()
    spaced = TEXT.replace(",", " ,").replace(".", " .").split()
    glued = [word if word in ",." or at == 0 else f" {word}" for at, word in enumerate(spaced)]
    words = [tuple(letters[byte] for byte in word.encode()) for word in glued]
    merges: list[tuple[str, str]] = []
    while len(merges) < MERGES:
        pairs = Counter(pair for word in words for pair in zip(word, word[1:]))
        best = min(pairs, key=lambda pair: (-pairs[pair], pair), default=None)
        if best is None:
            break
        merges.append(best)
        words = [merge(word, best) for word in words]
    return merges, [*letters.values(), *("".join(pair) for pair in merges), END], [list(word) for word in words]


def followers(vocabulary: list[str], words: list[list[str]]) -> np.ndarray:
    """Logarithms of how often each token follows each: [before, after]. A full stop also ends the text."""
    number = {token: at for at, token in enumerate(vocabulary)}
    counts = np.full((len(vocabulary), len(vocabulary)), 0.02)
    stream = [number[piece] for word in words for piece in word]
    for before, after in zip(stream, stream[1:]):
        counts[before, after] += 1
    counts[number["."], number[END]] += 3
    logs = np.log(counts / counts.sum(axis=1, keepdims=True))
    return logs - logs.mean(axis=1, keepdims=True)


def weights(table: np.ndarray) -> dict[str, np.ndarray]:
    left, sizes, right = np.linalg.svd(table)
    root = np.sqrt(sizes[:WIDTH])
    random = np.random.default_rng(4)
    made = {"embedding": left[:, :WIDTH] * root, "output": root[:, None] * right[:WIDTH]}
    for name, scale in {"query": 0.4, "key": 0.4, "value": 0.4, "mix": 0.4}.items():
        made[name] = random.normal(size=(WIDTH, WIDTH)) * scale / np.sqrt(WIDTH) * 2
    return {name: value.astype(np.float32) for name, value in made.items()}


def node(kind: str, inputs: list[str], output: str, **attributes: object) -> onnx.NodeProto:
    return helper.make_node(kind, inputs, [output], **attributes)


def heads_of(name: str) -> list[onnx.NodeProto]:
    """[1, tokens, width] times a matrix, then [1, heads, tokens, head width]."""
    return [
        node("MatMul", ["embedded", name], f"{name}_flat"),
        node("Reshape", [f"{name}_flat", "split_shape"], f"{name}_split"),
        node("Transpose", [f"{name}_split"], f"{name}_heads", perm=[0, 2, 1, 3]),
    ]


def causal_mask() -> list[onnx.NodeProto]:
    """0 where a token may look and -1e9 where it may not: later ones, and those that attention_mask leaves out."""
    return [
        node("Shape", ["past_key_values.0.key"], "past_shape"),
        node("Gather", ["past_shape", "two"], "past_length"),
        node("Shape", ["input_ids"], "input_shape"),
        node("Gather", ["input_shape", "one"], "new_length"),
        node("Add", ["past_length", "new_length"], "all_length"),
        node("Range", ["past_length", "all_length", "one"], "asking"),
        node("Range", ["zero", "all_length", "one"], "asked"),
        node("Unsqueeze", ["asking", "last_axis"], "asking_column"),
        node("Greater", ["asked", "asking_column"], "later"),
        node("Where", ["later", "never", "nothing"], "causal"),
        node("Cast", ["attention_mask"], "mask", to=TensorProto.FLOAT),
        node("Sub", ["mask", "unit"], "mask_below"),
        node("Mul", ["mask_below", "much"], "padding"),
        node("Add", ["causal", "padding"], "hidden"),
    ]


def attention() -> list[onnx.NodeProto]:
    return [
        *heads_of("query"),
        *heads_of("key"),
        *heads_of("value"),
        node("Concat", ["past_key_values.0.key", "key_heads"], "present.0.key", axis=2),
        node("Concat", ["past_key_values.0.value", "value_heads"], "present.0.value", axis=2),
        node("Transpose", ["present.0.key"], "key_turned", perm=[0, 1, 3, 2]),
        node("MatMul", ["query_heads", "key_turned"], "raw_scores"),
        node("Mul", ["raw_scores", "shrink"], "shrunk_scores"),
        node("Add", ["shrunk_scores", "hidden"], "scores"),
        node("Softmax", ["scores"], "shares", axis=-1),
        node("MatMul", ["shares", "present.0.value"], "seen"),
        node("Transpose", ["seen"], "seen_turned", perm=[0, 2, 1, 3]),
        node("Reshape", ["seen_turned", "joined_shape"], "seen_joined"),
        node("MatMul", ["seen_joined", "mix"], "mixed"),
    ]


def network(made: dict[str, np.ndarray]) -> onnx.ModelProto:
    constants = {
        "zero": np.int64(0),
        "one": np.int64(1),
        "two": np.int64(2),
        "last_axis": np.array([1], np.int64),
        "split_shape": np.array([1, -1, HEADS, HEAD_WIDTH], np.int64),
        "joined_shape": np.array([1, -1, WIDTH], np.int64),
        "never": np.float32(-1e9),
        "nothing": np.float32(0),
        "unit": np.float32(1),
        "much": np.float32(1e9),
        "shrink": np.float32(1 / np.sqrt(HEAD_WIDTH)),
    }
    nodes = [
        node("Gather", ["embedding", "input_ids"], "embedded"),
        *causal_mask(),
        *attention(),
        node("Add", ["embedded", "mixed"], "state"),
        node("MatMul", ["state", "output"], "logits"),
    ]
    cache = [("past_key_values.0.key", "past"), ("past_key_values.0.value", "past")]
    present = [("present.0.key", "all"), ("present.0.value", "all")]
    as_cache = lambda name, length: helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, HEADS, length, HEAD_WIDTH])
    ids = [("input_ids", "new"), ("attention_mask", "all")]
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, [1, length]) for name, length in ids]
    logits = helper.make_tensor_value_info("logits", TensorProto.FLOAT, [1, "new", made["output"].shape[1]])
    graph = helper.make_graph(
        nodes,
        "tiny-lm",
        [*inputs, *(as_cache(*one) for one in cache)],
        [logits, *(as_cache(*one) for one in present)],
        [numpy_helper.from_array(np.ascontiguousarray(value), name) for name, value in (made | constants).items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="make_tiny_lm")
    model.ir_version = IR_VERSION
    onnx.checker.check_model(model)
    return model


def write_json(file: Path, content: object) -> None:
    file.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def main(folder: Path) -> None:
    merges, vocabulary, words = train_tokenizer()
    end = len(vocabulary) - 1
    (folder / "onnx").mkdir(parents=True, exist_ok=True)
    onnx.save(network(weights(followers(vocabulary, words))), folder / "onnx" / "decoder_model_merged.onnx")
    special = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
    byte_level = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}
    tokenizer = {
        "version": "1.0",
        "added_tokens": [{"id": end, "content": END, **special}],
        "normalizer": None,
        "pre_tokenizer": byte_level,
        "post_processor": None,
        "decoder": byte_level,
        "model": {
            "type": "BPE",
            "vocab": {token: at for at, token in enumerate(vocabulary)},
            "merges": [" ".join(pair) for pair in merges],
        },
    }
    write_json(folder / "tokenizer.json", tokenizer)
    about = {"tokenizer_class": "GPT2Tokenizer", "model_max_length": LONGEST, "eos_token": END, "bos_token": END}
    write_json(folder / "tokenizer_config.json", about)
    sizes = {"n_embd": WIDTH, "n_head": HEADS, "n_layer": 1, "n_positions": LONGEST, "vocab_size": len(vocabulary)}
    ends = {"bos_token_id": end, "eos_token_id": end}
    write_json(folder / "config.json", {"model_type": "gpt2", **sizes, **ends})


if __name__ == "__main__":
    main(Path(sys.argv[1]))

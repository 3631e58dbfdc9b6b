"""Turn the weights of a BERT sentence encoder into ONNX: export_minilm.py FOLDER MODEL.onnx

FOLDER holds config.json and model.safetensors as Hugging Face publishes them (all-MiniLM-L6-v2). The result has the inputs
input_ids, attention_mask and token_type_ids, each [batch, tokens], and the output last_hidden_state [batch, tokens, width]:
what the feature-extraction pipeline of @xenova/transformers loads. The same weights always give the same bytes.

The network is BERT (Devlin et al. 2019): embeddings, then layers of self-attention and a two-layer perceptron, each followed
by a residual sum and a layer normalization.
"""

import json
import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load_file

OPSET = 17  # the first with LayerNormalization; onnxruntime 1.14 knows it
IR_VERSION = 8  # the newest that onnxruntime 1.14 reads
INPUTS = ("input_ids", "attention_mask", "token_type_ids")
OUTPUT = "last_hidden_state"
MASKED = -1e9  # added to the attention score of padding, so that its softmax is 0


class Graph:
    """Collects nodes and constants. Each method returns the name of the value that it adds."""

    def __init__(self, weights: dict[str, np.ndarray]):
        self.weights = weights
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}

    def constant(self, name: str, value: np.ndarray) -> str:
        self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def integers(self, name: str, *values: int) -> str:
        return self.constant(name, np.array(values, np.int64))

    def number(self, name: str, value: float) -> str:
        return self.constant(name, np.array(value, np.float32))

    def weight(self, name: str) -> str:
        return self.constant(name, self.weights[name].astype(np.float32))

    def add(self, output: str, kind: str, *inputs: str, **attributes) -> str:
        self.nodes.append(helper.make_node(kind, list(inputs), [output], **attributes))
        return output

    def linear(self, output: str, x: str, layer: str) -> str:
        transposed = self.weights[f"{layer}.weight"].astype(np.float32).T
        product = self.add(f"{output}.product", "MatMul", x, self.constant(f"{layer}.kernel", transposed))
        return self.add(output, "Add", product, self.weight(f"{layer}.bias"))

    def normalize(self, output: str, x: str, layer: str, epsilon: float) -> str:
        scale, bias = self.weight(f"{layer}.weight"), self.weight(f"{layer}.bias")
        return self.add(output, "LayerNormalization", x, scale, bias, axis=-1, epsilon=epsilon)


def add_embeddings(graph: Graph, config: dict) -> str:
    """Word + token type + position, normalized: [batch, tokens, width]."""
    words = graph.add("words", "Gather", graph.weight("embeddings.word_embeddings.weight"), "input_ids")
    types = graph.add("types", "Gather", graph.weight("embeddings.token_type_embeddings.weight"), "token_type_ids")
    shape = graph.add("shape", "Shape", "input_ids")
    tokens = graph.add("tokens", "Gather", shape, graph.integers("axis_1", 1), axis=0)
    zero = graph.integers("zero", 0)
    places = graph.add("places", "Slice", graph.weight("embeddings.position_embeddings.weight"), zero, tokens, zero)
    total = graph.add("words_types_places", "Add", graph.add("words_types", "Add", words, types), places)
    return graph.normalize("embedded", total, "embeddings.LayerNorm", config["layer_norm_eps"])


def add_mask(graph: Graph) -> str:
    """0 for a token, MASKED for padding: [batch, 1, 1, tokens], to be added to attention scores."""
    mask = graph.add("mask", "Cast", "attention_mask", to=TensorProto.FLOAT)
    mask = graph.add("mask_4d", "Unsqueeze", mask, graph.integers("axes_1_2", 1, 2))
    padding = graph.add("padding", "Sub", graph.number("one", 1), mask)
    return graph.add("mask_bias", "Mul", padding, graph.number("masked", MASKED))


def add_attention(graph: Graph, x: str, mask: str, layer: str, config: dict) -> str:
    """Softmax(Q K^T / sqrt(width of a head)) V, for each head, put side by side again."""
    heads, width = config["num_attention_heads"], config["hidden_size"]
    by_head = graph.integers("by_head", 0, 0, heads, width // heads)
    part = {}
    for name in ("query", "key", "value"):
        flat = graph.linear(f"{layer}.{name}", x, f"{layer}.attention.self.{name}")
        split = graph.add(f"{flat}.split", "Reshape", flat, by_head)
        order = [0, 2, 3, 1] if name == "key" else [0, 2, 1, 3]  # the key is transposed at once
        part[name] = graph.add(f"{flat}.heads", "Transpose", split, perm=order)
    scores = graph.add(f"{layer}.scores", "MatMul", part["query"], part["key"])
    scores = graph.add(f"{layer}.scaled", "Div", scores, graph.number("root_of_head", np.sqrt(width // heads)))
    scores = graph.add(f"{layer}.masked", "Add", scores, mask)
    shares = graph.add(f"{layer}.shares", "Softmax", scores, axis=-1)
    mixed = graph.add(f"{layer}.mixed", "MatMul", shares, part["value"])
    mixed = graph.add(f"{layer}.by_token", "Transpose", mixed, perm=[0, 2, 1, 3])
    joined = graph.add(f"{layer}.joined", "Reshape", mixed, graph.integers("joined_width", 0, 0, width))
    return graph.linear(f"{layer}.attended", joined, f"{layer}.attention.output.dense")


def add_gelu(graph: Graph, x: str) -> str:
    """x / 2 * (1 + erf(x / sqrt(2))), the exact form."""
    inner = graph.add(f"{x}.over_root_2", "Div", x, graph.number("root_2", np.sqrt(2)))
    share = graph.add(f"{x}.share", "Add", graph.add(f"{x}.erf", "Erf", inner), graph.number("one", 1))
    return graph.add(f"{x}.gelu", "Mul", graph.add(f"{x}.weighted", "Mul", x, share), graph.number("half", 0.5))


def add_layer(graph: Graph, x: str, mask: str, index: int, output: str, config: dict) -> str:
    layer, epsilon = f"encoder.layer.{index}", config["layer_norm_eps"]
    attended = add_attention(graph, x, mask, layer, config)
    residual = graph.add(f"{layer}.residual_1", "Add", attended, x)
    x = graph.normalize(f"{layer}.normal_1", residual, f"{layer}.attention.output.LayerNorm", epsilon)
    wide = add_gelu(graph, graph.linear(f"{layer}.wide", x, f"{layer}.intermediate.dense"))
    narrow = graph.linear(f"{layer}.narrow", wide, f"{layer}.output.dense")
    residual = graph.add(f"{layer}.residual_2", "Add", narrow, x)
    return graph.normalize(output, residual, f"{layer}.output.LayerNorm", epsilon)


def build(config: dict, weights: dict[str, np.ndarray]) -> onnx.ModelProto:
    graph = Graph(weights)
    x, mask, layers = add_embeddings(graph, config), add_mask(graph), config["num_hidden_layers"]
    for index in range(layers):
        x = add_layer(graph, x, mask, index, OUTPUT if index == layers - 1 else f"layer_{index}", config)
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "tokens"]) for name in INPUTS]
    output = helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, ["batch", "tokens", config["hidden_size"]])
    network = helper.make_graph(graph.nodes, "minilm", inputs, [output], list(graph.constants.values()))
    model = helper.make_model(network, opset_imports=[helper.make_opsetid("", OPSET)])
    model.ir_version = IR_VERSION
    onnx.checker.check_model(model)
    return model


def main(folder: Path, target: Path) -> None:
    config = json.loads((folder / "config.json").read_text())
    model = build(config, load_file(folder / "model.safetensors"))
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(model.SerializeToString(deterministic=True))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

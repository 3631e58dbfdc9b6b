"""Write one variant of a GGUF file: requantize.py SOURCE.gguf TARGET.gguf F16|Q8_0|Q4_0

Every matrix is widened to 32-bit floats and written in the wanted type; vectors (the norms) stay as they are. A Q4_0 file keeps the
head, which chooses every token, at 8 bits, as llama.cpp's own quantize does (Q6_K where rows are of whole blocks of 256, else
Q8_0); where the head is tied to the embedding, that one matrix is both. Nothing is regained by widening: F16 made from Q4_1 holds
what Q4_1 holds. The file appears whole or not at all. The same source and type give the same bytes on every machine, because
each number is rounded by itself.
"""

import os
import sys
from pathlib import Path

from gguf import GGMLQuantizationType, GGUFReader, GGUFValueType, GGUFWriter, LlamaFileType
from gguf.quants import dequantize, quantize

FILE_TYPES = {
    "F16": LlamaFileType.MOSTLY_F16,
    "Q8_0": LlamaFileType.MOSTLY_Q8_0,
    "Q4_0": LlamaFileType.MOSTLY_Q4_0,
}
WRITTEN_BY_THE_WRITER = ("general.architecture", "general.file_type")


def copy_metadata(reader: GGUFReader, writer: GGUFWriter) -> None:
    """Everything that the source says about itself, but for what follows from the new type."""
    for name, field in reader.fields.items():
        if name.startswith("GGUF.") or name in WRITTEN_BY_THE_WRITER:
            continue
        element = field.types[-1] if field.types[0] == GGUFValueType.ARRAY else None
        writer.add_key_value(name, field.contents(), field.types[0], sub_type=element)


def head_of(reader: GGUFReader) -> str:
    """The matrix that turns a state into the next token: the embedding itself where the two are tied."""
    names = {tensor.name for tensor in reader.tensors}
    return "output.weight" if "output.weight" in names else "token_embd.weight"


def add_tensors(reader: GGUFReader, writer: GGUFWriter, kind: GGMLQuantizationType) -> None:
    head = head_of(reader)
    for tensor in reader.tensors:
        keeps_head = tensor.name == head and kind == GGMLQuantizationType.Q4_0
        wanted = GGMLQuantizationType.Q8_0 if keeps_head else kind
        if len(tensor.shape) < 2 or tensor.tensor_type == wanted:
            writer.add_tensor(tensor.name, tensor.data, raw_dtype=tensor.tensor_type)
            continue
        data = quantize(dequantize(tensor.data, tensor.tensor_type), wanted)
        # the writer takes a shape in numbers for plain floats and in bytes for blocks
        block = None if wanted == GGMLQuantizationType.F16 else wanted
        writer.add_tensor(tensor.name, data, raw_dtype=block)


def requantize(source: Path, target: Path, kind: str) -> None:
    reader = GGUFReader(source)
    writer = GGUFWriter(target, reader.fields["general.architecture"].contents())
    copy_metadata(reader, writer)
    writer.add_file_type(int(FILE_TYPES[kind]))
    add_tensors(reader, writer, GGMLQuantizationType[kind])
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def main(source: Path, target: Path, kind: str) -> None:
    if kind not in FILE_TYPES:
        sys.exit(f"expected one of {', '.join(FILE_TYPES)}, got {kind}")
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        requantize(source, temporary, kind)
        os.replace(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])

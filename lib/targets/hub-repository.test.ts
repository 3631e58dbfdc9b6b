import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, it } from "node:test";
import { findHubRepository, hubEndpoint } from "./hub-repository.js";

describe("a repository of a hub", () => {
  const files: Readonly<Record<string, readonly string[]>> = {
    "/api/models/a/gguf": ["README.md", "model-q8_0.gguf"],
    "/api/models/a/onnx": ["config.json", "onnx/decoder_model_merged_quantized.onnx"],
    "/api/models/a/torch": ["pytorch_model.bin"],
  };
  const hub = createServer((request, response) => {
    const found = files[String(request.url)];
    if (found === undefined) return void response.writeHead(401).end("{}");
    response.end(JSON.stringify({ siblings: found.map((rfilename) => ({ rfilename })) }));
  });
  let endpoint = "";
  before(async () => {
    await new Promise<void>((resolve) => hub.listen(0, "127.0.0.1", resolve));
    endpoint = `http://127.0.0.1:${(hub.address() as AddressInfo).port}`;
  });
  after(() => {
    hub.close();
    hub.closeAllConnections();
  });

  it("tells what can be run of it", async () => {
    assert.deepEqual(await findHubRepository("a/gguf:Q8_0", { endpoint }), { format: "gguf", quantizedOnnx: false });
    assert.deepEqual(await findHubRepository("a/onnx", { endpoint }), { format: "onnx", quantizedOnnx: true });
  });

  it("is refused with one clear reason", async () => {
    await assert.rejects(findHubRepository("a/torch", { endpoint }), /expected GGUF or ONNX files in "a\/torch"/);
    await assert.rejects(findHubRepository("a/private", { endpoint }), /answers 401 for "a\/private"/);
    await assert.rejects(findHubRepository("gravity", { endpoint }), /expected a repository as owner\/name/);
    const nobody = { endpoint: "http://127.0.0.1:1" };
    await assert.rejects(
      findHubRepository("a/b", nobody),
      /hub http:\/\/127\.0\.0\.1:1 cannot be reached .*--checkpoint/,
    );
  });

  it("is looked for where HF_ENDPOINT says", () => {
    assert.equal(hubEndpoint({ HF_ENDPOINT: "https://mirror.example/" }), "https://mirror.example");
    assert.equal(hubEndpoint({}), "https://huggingface.co");
  });
});

import { fileURLToPath } from "node:url";
import { driverContract } from "../../tests/support/targets/contract.js";
import { openTransformersDriver } from "./transformers-driver.js";
import { transformersTarget } from "./transformers-target.js";

const model = fileURLToPath(new URL("../../../data/models/tiny-lm", import.meta.url));

// The words are those of a second implementation: transformers-driver.test.ts says which.
driverContract("transformers", () => ({
  target: transformersTarget({ model, quantized: false }),
  open: openTransformersDriver,
  text: " because the air, and the air, and the air, and the air,",
}));

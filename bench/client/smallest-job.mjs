// The command that smallest-run.mjs times: `node smallest-job.mjs ARM ORIGIN` takes the place of an arm's parent.
const [arm, origin] = process.argv.slice(2);
let said = false;

process.send = (/** @type {any} */ message) => {
  if (message.error !== undefined) {
    console.error(message.error);
    process.exit(1);
  }
  if (said) process.exit(message.failed === 0 ? 0 : 1);
  said = true;
  const prompts = Array.from({ length: 5 }, (_, index) => `request ${index}`);
  setImmediate(() => process.emit("message", { job: { origin, prompts, streams: 1 } }, undefined));
  return true;
};
await import(`./arms/${arm}.mjs`);

// Loaded before the tslab kernel starts (node --require, see setup/kernel.mjs). It mends five faults of tslab 1.0.22 and its
// zeromq, which nobody maintains any more. Only the kernel itself is touched: its workers and the processes it forks inherit
// the --require, and must not pay for loading a type checker.
const { isMainThread } = require("node:worker_threads");

const [, program = "", command] = process.argv;
if (isMainThread && /[\\/]tslab[\\/]bin[\\/]tslab$/.test(program) && command === "kernel") mendKernel();

function mendKernel() {
  const { createRequire } = require("node:module");
  const fromTslab = createRequire(program);
  watchOnlySources(fromTslab("@tslab/typescript-for-tslab"));
  waitForTheSocket(fromTslab("zeromq"));
  const executor = fromTslab("../dist/executor.js");
  shortenErrors(executor);
  allowForAwait(executor, fromTslab("@tslab/typescript-for-tslab"));
  spellOutShorthand(executor, fromTslab("@tslab/typescript-for-tslab"));
}

/**
 * Any .ts, .js or .json file that appeared in the project's folder or in lib/, and any package.json that an "npm install" touched,
 * made every later cell fail with "Unexpected pending rebuildTimer": watching folders and packages starts a second timer of the
 * type checker where tslab has room for one. Single source files are still watched, so a changed library is seen.
 */
function watchOnlySources({ sys }) {
  const nothing = { close() {} };
  const { watchFile } = sys;
  sys.watchDirectory = () => nothing;
  sys.watchFile = (file, ...rest) => (/[\\/]package\.json$/.test(file) ? nothing : watchFile.call(sys, file, ...rest));
}

/**
 * More than about 500 outputs in one burst were lost, the error message of the cell among them: zeromq queues 512, then refuses
 * what comes before the socket is free again, and tslab does not look. With a time-out of 0 it sends at once or drops late.
 */
function waitForTheSocket({ Publisher }) {
  const { send } = Publisher.prototype;
  Object.defineProperty(Publisher.prototype, "send", {
    configurable: true,
    writable: true,
    value: function sendAtOnce(message) {
      if (this.sendTimeout !== 0) this.sendTimeout = 0;
      return send.call(this, message);
    },
  });
}

/**
 * A cell whose only await is `for await (…)` ended with "SyntaxError: Unexpected reserved word" (yunabe/tslab #16): tslab makes a
 * cell asynchronous when the type checker complains of an await at its top level, and of this one it does not complain.
 */
function allowForAwait(executorModule, ts) {
  wrapConvert(executorModule, (convert) => (...cell) => {
    const converted = convert(...cell);
    if (converted.hasToplevelAwait || !converted.output?.includes("await")) return converted;
    const program = ts.createSourceFile("cell.js", converted.output, ts.ScriptTarget.Latest, true);
    return { ...converted, hasToplevelAwait: hasForAwait(ts, program) };
  });
}

/** Puts a function around the one that turns a cell's text into JavaScript. */
function wrapConvert(executorModule, wrap) {
  const { createExecutor } = executorModule;
  executorModule.createExecutor = (root, converters, console) => {
    const { node } = converters;
    const convert = wrap((...cell) => node.convert(...cell));
    return createExecutor(root, { ...converters, node: { ...node, convert } }, console);
  };
}

/** Whether a `for await` stands anywhere outside of functions. */
function hasForAwait(ts, node) {
  if (ts.isFunctionLike(node) || ts.isClassStaticBlockDeclaration?.(node)) return false;
  if (ts.isForOfStatement(node) && node.awaitModifier) return true;
  return ts.forEachChild(node, (child) => hasForAwait(ts, child) || undefined) ?? false;
}

/**
 * `{ cases }` ended with "ReferenceError: cases is not defined" when an earlier cell had declared `cases`: tslab looks a name up to
 * see whose it is, and the name of a shorthand property is the property's. Converted is `{ cases: cases }`, which means the same. A
 * cell with a mistake is converted as it is written, so that the mistake is shown at its place.
 */
function spellOutShorthand(executorModule, ts) {
  wrapConvert(executorModule, (convert) => (declared, source, ...rest) => {
    const spelledOut = withoutShorthand(ts, source);
    const converted = convert(declared, spelledOut, ...rest);
    const isRight = spelledOut === source || converted.diagnostics.length === 0;
    return isRight ? converted : convert(declared, source, ...rest);
  });
}

/** A cell's text with every `{ a }` as `{ a: a }`, on the same lines. */
function withoutShorthand(ts, source) {
  const places = [];
  const visit = (node) => {
    if (ts.isShorthandPropertyAssignment(node)) places.push([node.name.getStart(), node.name.text]);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("cell.ts", source, ts.ScriptTarget.Latest, true));
  return places.reduceRight((text, [at, name]) => `${text.slice(0, at)}${name}: ${text.slice(at)}`, source);
}

/** Under each error stood a dozen lines of the kernel's own stack, and above some the compiled text of the cell. */
function shortenErrors(executorModule) {
  const { inspect } = require("node:util");
  const { createExecutor } = executorModule;
  const shorten = (value) => (value instanceof Object ? withoutKernel(inspect(value)) : value);
  executorModule.createExecutor = (root, converters, console) =>
    createExecutor(root, converters, { ...console, error: (...values) => console.error(...values.map(shorten)) });
}

/**
 * The printed form of an error without the stack lines of the kernel, and without the excerpt of compiled code that Node puts
 * before a syntax error. The " {" before an error's properties stays where the last stack line bore it.
 */
function withoutKernel(text) {
  const kernelLine =
    /\n\s+at [^\n]*(?:[\\/](?:tslab|@tslab|commander)[\\/]|kernel\.cjs|node:vm|node:internal|evalmachine\.)[^\n]*?( \{)?(?=\n|$)/g;
  const excerpt = /^\S[^\n]*:\d+\n[\s\S]*?\n *\^+\n[\s\S]*?\n*(?=\S*Error\b)/;
  return text.replace(excerpt, "").replace(kernelLine, "$1");
}

// What an audit report means for the gate: pure functions over npm's JSON and the project's own exceptions.

/**
 * An advisory that the project lives with, and why.
 *
 * @typedef {object} Exception
 * @property {string} advisory such as GHSA-xxxx-xxxx-xxxx
 * @property {string} package that the advisory is about
 * @property {string} reason why it cannot be reached from here, or why it does no harm
 */

/**
 * An advisory of an audit report.
 *
 * @typedef {object} Advisory
 * @property {string} id
 * @property {string} package
 * @property {string} severity
 * @property {string} title
 */

const GRAVE = ["high", "critical"];
const SHORTEST_REASON = 40;

/**
 * The advisories of `npm audit --json` (report version 2), each once; null when the text is no report: then the registry was not
 * asked or did not answer, and `whyNot` says what it said.
 *
 * @param {string} text
 * @returns {{ advisories: Advisory[], whyNot: null } | { advisories: null, whyNot: string }}
 */
export function readReport(text) {
  /** @type {any} */
  let report;
  try {
    report = JSON.parse(text);
  } catch {
    return { advisories: null, whyNot: "npm audit printed no JSON" };
  }
  if (typeof report?.vulnerabilities !== "object" || report.vulnerabilities === null) {
    const said = report?.message ?? report?.error?.summary ?? "it gave no list of vulnerabilities";
    return { advisories: null, whyNot: String(said).replace(/https?:\/\/\S+/g, "the registry") };
  }
  /** @type {Map<string, Advisory>} */
  const found = new Map();
  for (const { via } of Object.values(report.vulnerabilities)) {
    for (const cause of via) {
      if (typeof cause !== "object") continue; // the name of another package that is listed itself
      const id = /GHSA(-[0-9a-z]{4}){3}/.exec(String(cause.url))?.[0] ?? String(cause.source);
      found.set(`${id} ${cause.name}`, { id, package: cause.name, severity: cause.severity, title: cause.title });
    }
  }
  return { advisories: [...found.values()], whyNot: null };
}

/**
 * Problems of the exceptions alone: a reason too short to be one, a package that is no longer installed, one named twice.
 *
 * @param {Exception[]} exceptions
 * @param {ReadonlySet<string>} installed names of the locked packages
 * @returns {string[]}
 */
export function exceptionProblems(exceptions, installed) {
  const problems = [];
  for (const [index, exception] of exceptions.entries()) {
    const { advisory, package: name, reason } = exception;
    if (typeof advisory !== "string" || typeof name !== "string" || typeof reason !== "string") {
      problems.push(`exception ${index + 1} lacks advisory, package or reason`);
      continue;
    }
    if (reason.length < SHORTEST_REASON) problems.push(`${advisory} (${name}): its reason does not argue anything`);
    if (!installed.has(name)) problems.push(`${advisory} (${name}): no longer needed, the package is not installed`);
    const first = exceptions.findIndex((other) => other.advisory === advisory && other.package === name);
    if (first < index) problems.push(`${advisory} (${name}): named twice`);
  }
  return problems;
}

/**
 * Problems of a report: a grave advisory that nobody argued away, and an exception for one that is gone or no longer grave.
 *
 * @param {Advisory[]} advisories
 * @param {Exception[]} exceptions
 * @returns {string[]}
 */
export function reportProblems(advisories, exceptions) {
  const grave = advisories.filter(({ severity }) => GRAVE.includes(severity));
  const isExcepted = (/** @type {Advisory} */ one) =>
    exceptions.some((exception) => exception.advisory === one.id && exception.package === one.package);
  const isNeeded = (/** @type {Exception} */ exception) =>
    grave.some((one) => exception.advisory === one.id && exception.package === one.package);
  return [
    ...grave
      .filter((one) => !isExcepted(one))
      .map((one) => `${one.severity}: ${one.package}: ${one.title} (${one.id})`),
    ...exceptions.filter((one) => !isNeeded(one)).map((one) => `${one.advisory} (${one.package}): no longer needed`),
  ];
}

/**
 * Problems of the lock file: an entry without a hash, and a package with an install script that `allowScripts` does not name.
 *
 * @param {Record<string, any>} packages of package-lock.json
 * @param {Readonly<Record<string, boolean>>} allowScripts of package.json
 * @returns {string[]}
 */
export function lockProblems(packages, allowScripts) {
  const entries = Object.entries(packages).filter(([place]) => place !== "");
  const nameOf = (/** @type {string} */ place) =>
    place.slice(place.lastIndexOf("node_modules/") + "node_modules/".length);
  const withScript = new Set(entries.filter(([, entry]) => entry.hasInstallScript).map(([place]) => nameOf(place)));
  return [
    ...entries.filter(([, entry]) => !entry.integrity && !entry.inBundle).map(([place]) => `${place} has no hash`),
    ...[...withScript]
      .filter((name) => !Object.hasOwn(allowScripts, name))
      .map((name) => `${name} has an install script: name it under allowScripts in package.json, true or false`),
    ...Object.keys(allowScripts)
      .filter((name) => !withScript.has(name))
      .map((name) => `${name} has no install script: take it out of allowScripts in package.json`),
  ];
}

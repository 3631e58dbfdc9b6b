const AGAIN = "then run the same command again (finished steps are kept)";

/**
 * What tools print when they fail, and what the reader can do about it. First match wins, so the exact come first.
 *
 * @type {[RegExp, string][]}
 */
const KNOWN = [
  [/ENOSPC|No space left on device|not enough space on the disk/i, `The disk is full: free about 3 GB, ${AGAIN}.`],
  [/EDQUOT|Disk quota exceeded/i, `The disk quota is used up: free about 3 GB, ${AGAIN}.`],
  [/EROFS|Read-only file system/i, `The folder is on a read-only file system: copy the project elsewhere, ${AGAIN}.`],
  [/EACCES|EPERM|Permission denied/i, `A file could not be written: check who owns the project's folder, ${AGAIN}.`],
  [
    /ensurepip is not\s+available|No module named '?(venv|ensurepip)/i,
    `Python has no venv module: install it (Debian and Ubuntu: apt install python3-venv), ${AGAIN}.`,
  ],
  [
    /can only install (packages )?(with|when)|in sync|Missing: .+ from lock file/i,
    "package.json and package-lock.json do not fit together: run npm install, and commit both.",
  ],
  [
    /CERT_|certificate verify failed|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)/i,
    `The registry's certificate is not trusted: behind a company proxy set NODE_EXTRA_CA_CERTS and PIP_CERT, ${AGAIN}.`,
  ],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|network (error|timeout)/i,
    `The npm registry cannot be reached: check the network or the proxy, ${AGAIN}.`,
  ],
  [
    /NameResolutionError|NewConnectionError|Max retries exceeded|ConnectTimeout|ReadTimeout|Temporary failure in name/i,
    `The Python package index cannot be reached: check the network or the proxy, ${AGAIN}.`,
  ],
  [
    /\bE40[13]\b|40[13] (Client Error|Unauthorized|Forbidden)/i,
    `The registry refuses access: check its settings, ${AGAIN}.`,
  ],
  [
    /No matching distribution found|Could not find a version|ETARGET|\bE404\b/i,
    "A pinned package does not exist in this registry for this system: see the name below.",
  ],
];

/**
 * One line that says what to do about a tool's failure, or null when its output is not known.
 *
 * @param {string} output
 * @returns {string | null}
 */
export function adviceFor(output) {
  return KNOWN.find(([pattern]) => pattern.test(output))?.[1] ?? null;
}

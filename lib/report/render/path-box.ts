import { type Box, pointBox, union } from "./box.js";

/** How many numbers one step of each path command takes. */
const ARITY: Readonly<Record<string, number>> = { M: 2, L: 2, T: 2, H: 1, V: 1, Q: 4, S: 4, C: 6, A: 7, Z: 0 };

/** One step of a path with its points in absolute coordinates; the last point is where the pen ends. */
interface Step {
  readonly points: readonly { readonly x: number; readonly y: number }[];
  /** Of an arc: its radius, and whether it is the longer of the two ways round. */
  readonly arc: { readonly radius: number; readonly isLong: boolean } | null;
}

function readStep(command: string, values: readonly number[], x: number, y: number): Step {
  const relative = command === command.toLowerCase();
  const [dx, dy] = relative ? [x, y] : [0, 0];
  const [first = 0, second = 0] = values;
  switch (command.toUpperCase()) {
    case "H":
      return { points: [{ x: first + dx, y }], arc: null };
    case "V":
      return { points: [{ x, y: first + dy }], arc: null };
    case "A":
      return {
        points: [{ x: (values[5] ?? 0) + dx, y: (values[6] ?? 0) + dy }],
        arc: { radius: Math.max(first, second), isLong: values[3] === 1 },
      };
  }
  const points = [];
  for (let i = 0; i + 1 < values.length; i += 2)
    points.push({ x: (values[i] ?? 0) + dx, y: (values[i + 1] ?? 0) + dy });
  return { points, arc: null };
}

/** How far an arc can be from the middle of its chord: its height over the chord, on the long way round beyond the center. */
function arcBox(from: { x: number; y: number }, to: { x: number; y: number }, arc: NonNullable<Step["arc"]>): Box {
  const half = Math.hypot(to.x - from.x, to.y - from.y) / 2;
  const toCenter = Math.sqrt(Math.max(0, arc.radius ** 2 - half ** 2));
  const reach = Math.max(half, arc.isLong ? arc.radius + toCenter : arc.radius - toCenter);
  const [x, y] = [(from.x + to.x) / 2, (from.y + to.y) / 2];
  return { left: x - reach, top: y - reach, right: x + reach, bottom: y + reach };
}

/**
 * The box of an SVG path from its ends and control points: exact for straight lines and generous for curves, which is
 * enough to leave space for a drawing. Null when the path draws nothing.
 */
export function pathBox(path: string | null): Box | null {
  const tokens = (path ?? "").match(/[a-zA-Z]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/g) ?? [];
  let [command, x, y, at] = ["M", 0, 0, 0];
  let box: Box | null = null;
  while (at < tokens.length) {
    if (/^[a-zA-Z]$/.test(tokens[at] ?? "")) command = tokens[at++] ?? "M";
    const arity = ARITY[command.toUpperCase()];
    if (arity === undefined) return box;
    if (arity === 0) continue;
    const step = readStep(command, tokens.slice(at, at + arity).map(Number), x, y);
    at += arity;
    for (const point of step.points) box = union(box, pointBox(point.x, point.y));
    const end = step.points.at(-1) ?? { x, y };
    if (step.arc !== null) box = union(box, arcBox({ x, y }, end, step.arc));
    ({ x, y } = end);
  }
  return box;
}

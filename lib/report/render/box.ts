// Rectangles and the 2 x 3 matrices that move them, as SVG defines both.

/** An axis-aligned rectangle in pixels, y downwards. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** An SVG matrix `[a, b, c, d, e, f]`: x' = a x + c y + e, y' = b x + d y + f. */
export type Matrix = readonly [number, number, number, number, number, number];

/** The matrix that moves nothing. */
export const identity: Matrix = [1, 0, 0, 1, 0, 0];

/** The smallest box around both; null means "nothing drawn". */
export function union(a: Box | null, b: Box | null): Box | null {
  if (a === null || b === null) return a ?? b;
  return {
    left: Math.min(a.left, b.left),
    top: Math.min(a.top, b.top),
    right: Math.max(a.right, b.right),
    bottom: Math.max(a.bottom, b.bottom),
  };
}

/** The box of one point. */
export function pointBox(x: number, y: number): Box {
  return { left: x, top: y, right: x, bottom: y };
}

/** First `inner`, then `outer`: the product in the order in which nested SVG groups apply. */
export function multiply(outer: Matrix, inner: Matrix): Matrix {
  const [a, b, c, d, e, f] = outer;
  const [g, h, i, j, k, l] = inner;
  return [a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * l + e, b * k + d * l + f];
}

/** The axis-aligned box around a box that a matrix has moved or turned. */
export function transformBox(matrix: Matrix, box: Box): Box {
  const [a, b, c, d, e, f] = matrix;
  const at = (x: number, y: number) => ({ x: a * x + c * y + e, y: b * x + d * y + f });
  const corners = [at(box.left, box.top), at(box.right, box.top), at(box.left, box.bottom), at(box.right, box.bottom)];
  const xs = corners.map((corner) => corner.x);
  const ys = corners.map((corner) => corner.y);
  return { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) };
}

function rotation(degrees: number, x: number, y: number): Matrix {
  const angle = (degrees * Math.PI) / 180;
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  return [cosine, sine, -sine, cosine, x - cosine * x + sine * y, y - sine * x - cosine * y];
}

function stepMatrix(name: string, values: readonly number[]): Matrix {
  const [first = 0, second, third = 0, fourth = 0, fifth = 0, sixth = 0] = values;
  if (name === "translate") return [1, 0, 0, 1, first, second ?? 0];
  if (name === "scale") return [first, 0, 0, second ?? first, 0, 0];
  if (name === "rotate") return rotation(first, second ?? 0, third);
  return [first, second ?? 0, third, fourth, fifth, sixth];
}

/**
 * Reads an SVG `transform` attribute (translate, scale, rotate, matrix).
 * @example parseTransform("translate(10,20) scale(2)"); // => [2, 0, 0, 2, 10, 20]
 */
export function parseTransform(text: string | null): Matrix {
  let matrix = identity;
  for (const step of (text ?? "").matchAll(/(translate|rotate|scale|matrix)\(([^)]*)\)/g)) {
    const values = (step[2] ?? "")
      .split(/[\s,]+/)
      .filter(Boolean)
      .map(Number);
    matrix = multiply(matrix, stepMatrix(step[1] ?? "", values));
  }
  return matrix;
}

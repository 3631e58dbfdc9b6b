import { createCanvas, loadImage } from "@napi-rs/canvas";

/** Pixels along the side of a block. Edges of letters are smoothed differently from pixel to pixel; a block is of one mean. */
const BLOCK = 4;
/** From 0 to 255: blocks whose mean brightness differs by more than this in any color count as different. */
const TOLERANCE = 48;

async function pixelsOf(png) {
  const image = await loadImage(Buffer.from(png));
  const context = createCanvas(image.width, image.height).getContext("2d");
  context.drawImage(image, 0, 0);
  return context.getImageData(0, 0, image.width, image.height);
}

function blockMeans({ data, width, height }) {
  const [columns, rows] = [Math.ceil(width / BLOCK), Math.ceil(height / BLOCK)];
  const means = new Float64Array(columns * rows * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const block = (Math.floor(y / BLOCK) * columns + Math.floor(x / BLOCK)) * 3;
      for (let c = 0; c < 3; c++) means[block + c] += data[(y * width + x) * 4 + c] / (BLOCK * BLOCK);
    }
  }
  return means;
}

/**
 * The share of 4 x 4 pixel blocks in which two pictures of one size differ by more than 48 of 255 in the mean of a color, and the
 * mean difference of all blocks, from 0 to 255.
 *
 * @param {Uint8Array} one a PNG
 * @param {Uint8Array} other a PNG
 */
export async function pictureDifference(one, other) {
  const [a, b] = await Promise.all([pixelsOf(one), pixelsOf(other)]);
  if (a.width !== b.width || a.height !== b.height)
    throw new Error(`expected pictures of one size, got ${a.width} x ${a.height} and ${b.width} x ${b.height}`);
  const [means, others] = [blockMeans(a), blockMeans(b)];
  let [different, sum] = [0, 0];
  for (let i = 0; i < means.length; i += 3) {
    const most = Math.max(...[0, 1, 2].map((c) => Math.abs(means[i + c] - others[i + c])));
    sum += most;
    if (most > TOLERANCE) different++;
  }
  const blocks = means.length / 3;
  return { share: different / blocks, mean: sum / blocks };
}

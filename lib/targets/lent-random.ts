import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** A seeded stand-in for `Math.random`, for a library that draws from nothing else. */
export interface LentRandom {
  /** `Math.random` is the seeded one from here on. */
  lend(): void;
  /** `Math.random` is itself again. */
  takeBack(): void;
}

/**
 * Lends `Math.random` a seeded stream. Lend it just before the library draws and take it back just after, so that nobody
 * else draws from the stream. Without a seed nothing is changed.
 */
export function lentRandom(seed: number | null): LentRandom {
  if (seed === null) return { lend() {}, takeBack() {} };
  const stream = xoroshiro128plus(seed);
  const own = Math.random;
  const seeded = () => uniformFloat64(stream);
  return {
    lend() {
      Math.random = seeded;
    },
    takeBack() {
      if (Math.random === seeded) Math.random = own;
    },
  };
}

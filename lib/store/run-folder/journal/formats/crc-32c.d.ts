// crc-32 ships no types for its CRC-32C half.
declare module "crc-32/crc32c.js" {
  const crc32c: { buf(bytes: Uint8Array, seed?: number): number };
  export default crc32c;
}

import { crc32 } from "node:zlib";

const SIGNATURE_BYTES = 8;
const HEADER_CHUNK_BYTES = 25;
const METERS_PER_INCH = 0.0254;
const METER = 1;

/**
 * A PNG with its density written into it (chunk pHYs), so that a page of text or a printer gives it its size: a picture of 700
 * CSS pixels at 300 dots an inch is 7.29 inches wide. Everything else keeps its bytes. Replaces nothing: the picture must have
 * no density yet.
 *
 * Source: PNG specification (third edition), sections 5.3 (chunks) and 11.3.4.3 (pHYs). Throws for bytes that are no PNG.
 */
export function withDensity(png: Uint8Array, dotsPerInch: number): Uint8Array {
  const at = SIGNATURE_BYTES + HEADER_CHUNK_BYTES;
  const header = new DataView(png.buffer, png.byteOffset, png.byteLength);
  if (png.byteLength < at || header.getUint32(0) !== 0x89504e47 || header.getUint32(12) !== 0x49484452)
    throw new Error("expected the bytes of a PNG, got something else: pass what renderPng returns");
  const chunk = new Uint8Array(21);
  const fields = new DataView(chunk.buffer);
  const dotsPerMeter = Math.round(dotsPerInch / METERS_PER_INCH);
  fields.setUint32(0, 9);
  chunk.set(new TextEncoder().encode("pHYs"), 4);
  fields.setUint32(8, dotsPerMeter);
  fields.setUint32(12, dotsPerMeter);
  fields.setUint8(16, METER);
  fields.setUint32(17, crc32(chunk.subarray(4, 17)));
  const whole = new Uint8Array(png.byteLength + chunk.byteLength);
  whole.set(png.subarray(0, at));
  whole.set(chunk, at);
  whole.set(png.subarray(at), at + chunk.byteLength);
  return whole;
}

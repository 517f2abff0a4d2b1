/** Bytes looked at in JavaScript before the search is handed to native code, whose call costs more than they do. */
const nativeThreshold = 64;

/**
 * The index of the first `byte` in `bytes` from `from` to before `end`, or -1. A short distance is walked here, a long
 * one in native code: most lines are short, and a native call for each would cost more than the walk.
 */
export function findByte(bytes: Buffer, byte: number, from: number, end: number): number {
  const near = Math.min(end, from + nativeThreshold);
  for (let i = from; i < near; i++) {
    if (bytes[i] === byte) return i;
  }
  if (near === end) return -1;
  if (end === bytes.length) return bytes.indexOf(byte, near);
  const found = bytes.subarray(near, end).indexOf(byte);
  return found === -1 ? -1 : near + found;
}

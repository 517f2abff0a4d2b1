/**
 * The segments of a URL's path, decoded once: what stands between its slashes. `/` has one, which is empty.
 * @param path Still encoded, beginning with a slash.
 * @returns `undefined` where a percent sign doesn't begin an octet, or the octets aren't UTF-8.
 */
export function pathSegments(path: string): string[] | undefined {
  const isEncoded = path.includes("%");
  // Most paths have one segment, which needs no `split`: a hundredth of the time that a small file takes.
  if (!isEncoded && !path.includes("/", 1)) return [path.substring(1)];
  const segments = path.substring(1).split("/");
  if (!isEncoded) return segments;
  try {
    return segments.map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

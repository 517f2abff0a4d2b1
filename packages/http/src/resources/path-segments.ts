/**
 * The segments of a URL's path, decoded once: what stands between its slashes. `/` has one, which is empty.
 * @param path Still encoded, beginning with a slash.
 * @returns `undefined` where a percent sign doesn't begin an octet, or the octets aren't UTF-8.
 */
export function pathSegments(path: string): string[] | undefined {
  const segments = path.substring(1).split("/");
  if (!path.includes("%")) return segments;
  try {
    return segments.map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

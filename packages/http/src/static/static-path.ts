/** What is done with names that begin with a dot: answered as if they weren't there, or served. */
export type DotfilePolicy = "hide" | "serve";

/** A place below a `StaticFiles`, read from the segments of a URL's path. */
export interface StaticPath {
  /** The virtual path in the file system, without a slash at its end. */
  readonly path: string;
  /** Whether the URL ended in a slash: a directory is meant. */
  readonly directory: boolean;
}

/**
 * The place that `segments` (decoded, once) name, or `undefined` where they can name none. Nothing is cleaned up: whoever sends `..`, an empty segment, a slash or
 * backslash that was encoded, or a control character, isn't a browser that follows a link of ours. A name is then only ever one name.
 */
export function staticPath(segments: readonly string[], dotfiles: DotfilePolicy): StaticPath | undefined {
  const directory = segments[segments.length - 1] === "";
  const depth = directory ? segments.length - 1 : segments.length;
  let path = "";
  for (let index = 0; index < depth; index++) {
    const name = segments[index] ?? "";
    if (!isPlainName(name)) return undefined;
    // RFC 8615: what stands below /.well-known/ is there to be found.
    if (dotfiles === "hide" && name.startsWith(".") && !(index === 0 && name === ".well-known")) return undefined;
    path += `/${name}`;
  }
  return { path: path === "" ? "/" : path, directory };
}

function isPlainName(name: string): boolean {
  if (name === "" || name === "." || name === "..") return false;
  for (let i = 0; i < name.length; i++) {
    const code = name.charCodeAt(i);
    if (code < 0x20 || code === 0x2f || code === 0x5c || code === 0x7f) return false;
  }
  return true;
}

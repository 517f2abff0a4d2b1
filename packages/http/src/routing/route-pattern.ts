/**
 * A pattern is a path whose segments are text, a parameter or, as the last one, a wildcard:
 *
 *     pattern   = 1*( "/" segment )
 *     segment   = *text / ":" name / "*" name
 *     name      = ( ALPHA / "_" ) *( ALPHA / DIGIT / "_" )
 *
 * Text is compared with the decoded segments of a request's path, so it is written as it reads: `/café`, not `/caf%C3%A9`.
 */
export interface RoutePattern {
  readonly segments: readonly PatternSegment[];
  /** The names of parameters and wildcard, in order. */
  readonly names: readonly string[];
  /** At which segments they stand. */
  readonly positions: readonly number[];
  /** Whether the last segment is a wildcard. */
  readonly endsInWildcard: boolean;
}

/** One segment; `text` is the name of what isn't static. */
export interface PatternSegment {
  readonly kind: "static" | "param" | "wildcard";
  readonly text: string;
}

/** @throws {TypeError} where `pattern` isn't one. */
export function parseRoutePattern(pattern: string): RoutePattern {
  if (!pattern.startsWith("/")) throw new TypeError(`the pattern "${pattern}" doesn't begin with a slash`);
  const segments = pattern.substring(1).split("/").map(parseSegment);
  const names: string[] = [];
  const positions: number[] = [];
  for (const [index, { kind, text }] of segments.entries()) {
    if (kind === "static") continue;
    if (kind === "wildcard" && index < segments.length - 1)
      throw new TypeError(`the pattern "${pattern}" goes on after its wildcard`);
    if (names.includes(text)) throw new TypeError(`the pattern "${pattern}" has two parameters named "${text}"`);
    names.push(text);
    positions.push(index);
  }
  return { segments, names, positions, endsInWildcard: segments.at(-1)?.kind === "wildcard" };
}

function parseSegment(text: string): PatternSegment {
  if (!text.startsWith(":") && !text.startsWith("*")) {
    if (isDotSegment(text) || text.includes("?") || text.includes("#"))
      throw new TypeError(`no path that a client sends has the segment "${text}"`);
    return { kind: "static", text };
  }
  const name = text.substring(1);
  if (!/^[A-Za-z_]\w*$/.test(name)) throw new TypeError(`"${text}" needs a name of letters, digits and underscores`);
  return { kind: text.startsWith(":") ? "param" : "wildcard", text: name };
}

/** Whether `segment` is `.` or `..`, which clients take out of a path before they send it (RFC 3986 §5.2.4). */
export function isDotSegment(segment: string): boolean {
  return segment === "." || segment === "..";
}

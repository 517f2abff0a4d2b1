import type { HTTPRequest } from "../server/http-request.js";

/** Where a request goes at its upstream, or why it goes nowhere. */
export type UpstreamTarget = string | 400 | 404;

/**
 * The request-target for an upstream: the request's path and query, as sent, without what has led to the proxy (the segments that a resource tree has walked, and
 * `stripPrefix`), behind the upstream's own path.
 *
 * 404 where the path isn't below the prefix. 400 where it has a dot segment while a prefix comes off or a path comes on: the upstream would resolve it, and so
 * leave the part that is meant to be reached.
 */
export function upstreamTarget(request: HTTPRequest, stripPrefix: string, basePath: string): UpstreamTarget {
  if (request.targetForm === "asterisk") return "*";
  const whole = request.pathAndQuery;
  const walked = afterSegments(whole, request.prepath.length);
  const rest = walked === undefined ? undefined : withoutPrefix(walked, stripPrefix);
  if (rest === undefined) return 404;
  if (basePath === "" && rest.length === whole.length) return whole;
  if (hasDotSegment(request.path)) return 400;
  return `${basePath}${rest.startsWith("/") ? "" : "/"}${rest}`;
}

/** What stands behind the first `count` segments of a path. */
function afterSegments(path: string, count: number): string | undefined {
  let at = 0;
  for (let i = 0; i < count; i++) {
    let end = at + 1;
    while (end < path.length && path[end] !== "/" && path[end] !== "?") end++;
    if (at >= path.length) return undefined;
    at = end;
  }
  return path.substring(at);
}

function withoutPrefix(path: string, prefix: string): string | undefined {
  if (prefix === "") return path;
  if (!path.startsWith(prefix)) return undefined;
  const next = path.charAt(prefix.length);
  return next === "" || next === "/" || next === "?" ? path.substring(prefix.length) : undefined;
}

/**
 * Whether anything in `path` could be taken for `.` or `..`: encoded, behind an encoded slash or a backslash, or with a path parameter (`..;x`), which some servers
 * drop before they resolve.
 */
function hasDotSegment(path: string): boolean {
  if (!path.includes(".") && !/%2e/i.test(path)) return false;
  return path
    .replaceAll(/%2e/gi, ".")
    .split(/[/\\]|%2f|%5c/i)
    .some((segment) => {
      const end = segment.search(/;|%3b/i);
      const name = end < 0 ? segment : segment.substring(0, end);
      return name === "." || name === "..";
    });
}

import type { HTTPRequest } from "../server/http-request.js";

/** The path, as the client sees it, under which an upstream's own paths stand. */
export function publicBase(request: HTTPRequest, stripPrefix: string): string {
  const walked = request.prepath.map((segment) => `/${encodeURIComponent(segment)}`).join("");
  return walked + stripPrefix;
}

import type { HTTPRequest } from "../server/http-request.js";
import type { HTTPResponse } from "../server/http-response.js";
import { type RequestHandler, isThenable } from "../server/request-handler.js";
import { sendStatus } from "../server/send-status.js";
import { pathSegments } from "./path-segments.js";
import type { Resource } from "./resource.js";

/**
 * Answers from a tree of resources.
 * @param depth How many segments of the path lead to `root`: 0 where it is the root of the site.
 */
export function resourceRequestHandler(root: Resource, depth = 0): RequestHandler {
  return (request, response) => {
    const { path } = request;
    // `OPTIONS *` asks about the server, which is its root; CONNECT has no path.
    const segments = path.startsWith("/") ? pathSegments(path) : [];
    if (segments === undefined) {
      sendStatus(response, 400);
      return undefined;
    }
    request.postpath = segments;
    return walk(root, depth, request, response);
  };
}

/** Walks from `start`, the resource of the first `depth` segments, and renders where the path ends. A promise on the way makes the rest of it wait. */
function walk(start: Resource, depth: number, request: HTTPRequest, response: HTTPResponse): unknown {
  const { prepath, postpath } = request;
  const segments = prepath.length === 0 ? postpath : [...prepath, ...postpath];
  let resource = start;
  for (let at = depth; ; at++) {
    if (at !== request.prepath.length) {
      request.prepath = segments.slice(0, at);
      request.postpath = segments.slice(at);
    }
    const name = segments[at];
    if (name === undefined || resource.isLeaf) return resource.render(request, response);
    const child = resource.getChildWithDefault(name, request);
    if (isThenable(child)) {
      return child.then((found) => goOn(found, at + 1, request, response));
    }
    if (child === undefined) {
      // A slash at the end names the same resource, unless it has a child of that empty name.
      if (name === "" && at === segments.length - 1) return resource.render(request, response);
      sendStatus(response, 404);
      return undefined;
    }
    resource = child;
  }
}

function goOn(found: Resource | undefined, depth: number, request: HTTPRequest, response: HTTPResponse): unknown {
  if (found !== undefined) return walk(found, depth, request, response);
  sendStatus(response, 404);
  return undefined;
}

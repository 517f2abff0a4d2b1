import type { HTTPRequest } from "../server/http-request.js";
import type { HTTPResponse } from "../server/http-response.js";
import type { PathParams } from "./path-params.js";

/** Answers the requests of a route, as a `RequestHandler` does; `params` is what its pattern found in the path. */
export type RouteHandler<Pattern extends string = string> = (
  request: HTTPRequest,
  response: HTTPResponse,
  params: PathParams<Pattern>,
) => unknown;

/** A handler and what its pattern finds. */
export interface Route {
  /** The names of parameters and wildcard, in order… */
  readonly names: readonly string[];
  /** …and at which segments they stand. */
  readonly positions: readonly number[];
  /** Whether the last one is a wildcard. */
  readonly endsInWildcard: boolean;
  readonly handler: RouteHandler;
}

/**
 * What stands around handlers: does something before, after or instead of the one that it is given.
 *
 *     const timed: Middleware = (handler) => async (request, response, params) => {
 *       const { clock } = request.transport;
 *       const from = clock.now();
 *       await handler(request, response, params);
 *       log(clock.now() - from);
 *     };
 */
export type Middleware = (handler: RouteHandler) => RouteHandler;

import { pathSegments } from "../resources/path-segments.js";
import { resourceRequestHandler } from "../resources/resource-handler.js";
import { Resource } from "../resources/resource.js";
import type { HTTPRequest } from "../server/http-request.js";
import type { HTTPResponse } from "../server/http-response.js";
import type { RequestHandler } from "../server/request-handler.js";
import { sendStatus } from "../server/send-status.js";
import { isToken } from "../wire/octets.js";
import type { PathParams } from "./path-params.js";
import { RouteNode } from "./route-node.js";
import { type RoutePattern, isDotSegment, parseRoutePattern } from "./route-pattern.js";
import type { Middleware, Route, RouteHandler } from "./route.js";

/** The longest value of a `:parameter`, in characters: a SHA-512 in hexadecimal has 128. */
const DEFAULT_MAX_PARAM_LENGTH = 256;

/** How a router goes about it. */
export interface RouterOptions {
  /** A path with a longer value for a `:parameter`, in UTF-16 units after decoding, is answered with 414. @default 256 */
  readonly maxParamLength?: number;
  /** Whether a slash at the end of a request's path is dropped, where there is more than that slash. @default false: `/a` and `/a/` are two paths */
  readonly ignoreTrailingSlash?: boolean;
  /** Answers where no pattern fits. @default 404 */
  readonly notFound?: RequestHandler;
}

/**
 * Answers each request by the route for its path and method.
 *
 *     const router = new Router()
 *       .get("/users/:id", (_request, response, { id }) => response.send(200, {}, id))
 *       .get("/files/*path", (_request, response, { path }) => response.send(200, {}, path.join("/")));
 *     new HTTPFactory({ onRequest: router.handle });
 *
 * `:name` stands for one segment that isn't empty, `*name` for one or more to the end. Segments are cut before they are decoded, and decoded once, so an encoded
 * slash never makes a segment. Where several patterns fit, the first segment in which they differ decides: text before a parameter before a wildcard.
 *
 * A path that fits while the method doesn't is answered with 405 and Allow, OPTIONS with 204 and Allow, HEAD by the route of GET; a path that can't be decoded,
 * or with a dot segment, which clients resolve before they send it, with 400.
 */
export class Router {
  readonly #root = new RouteNode();
  /** Nodes of patterns that are text only, by path: most requests need no more than this. */
  readonly #exact = new Map<string, RouteNode>();
  readonly #methods = new Set<string>();
  readonly #middleware: Middleware[] = [];
  /** What has been added, for routers that this one is mounted in later, and those that it is mounted in already. */
  readonly #added: [method: string | undefined, pattern: string, handler: RouteHandler][] = [];
  readonly #mountedIn: { readonly router: Router; readonly prefix: string }[] = [];
  readonly #maxParamLength: number;
  readonly #ignoreTrailingSlash: boolean;
  readonly #notFound: RequestHandler;

  /** @throws {RangeError} where `maxParamLength` isn't at least 1. */
  constructor(options: RouterOptions = {}) {
    const { maxParamLength = DEFAULT_MAX_PARAM_LENGTH, ignoreTrailingSlash = false, notFound = sendNotFound } = options;
    if (!(maxParamLength >= 1)) throw new RangeError("maxParamLength must be at least 1");
    this.#maxParamLength = maxParamLength;
    this.#ignoreTrailingSlash = ignoreTrailingSlash;
    this.#notFound = notFound;
  }

  /**
   * Adds a route. To chain, this and its short forms return the router.
   * @throws {TypeError} where `method` isn't a token, `pattern` isn't a pattern, or there is a route for both already.
   */
  route<Pattern extends string>(method: string, pattern: Pattern, handler: RouteHandler<Pattern>): this {
    if (!isToken(method)) throw new TypeError("a method must be a token");
    // The names that PathParams reads off the pattern are those that the parser found in it.
    return this.#add(method, pattern, handler as RouteHandler);
  }

  /** Adds a route for all methods that the pattern has no route of its own for. @throws as `route`. */
  all<Pattern extends string>(pattern: Pattern, handler: RouteHandler<Pattern>): this {
    return this.#add(undefined, pattern, handler as RouteHandler);
  }

  /** Has `middleware` stand around all routes that are added, or mounted, after this; what came first is outermost. */
  use(middleware: Middleware): this {
    this.#middleware.push(middleware);
    return this;
  }

  /**
   * Puts what answers below `prefix`: another router's routes, those included that it gets later, each with the prefix before its pattern (`/` there is `prefix` itself);
   * or a tree of resources, such as static files. Handlers of a mounted router get the parameters of the prefix too.
   *
   *     router.mount("/api", api).mount("/files", new StaticFiles(files));
   * @throws {TypeError} where `prefix` isn't a pattern, ends in a slash or a wildcard, or a route is there already.
   */
  mount(prefix: string, what: Router | Resource): this {
    if (prefix.endsWith("/") || parseRoutePattern(prefix).endsInWildcard)
      throw new TypeError(`nothing can be mounted at "${prefix}", which ends in a slash or a wildcard`);
    if (what instanceof Resource) {
      const handler = resourceRequestHandler(what, prefix.split("/").length - 1);
      const answer: RouteHandler = (request, response) => handler(request, response);
      return this.all(prefix, answer).all(`${prefix}/*rest`, answer);
    }
    if (this.#isWithin(what)) throw new TypeError("a router can't be mounted in itself");
    what.#mountedIn.push({ router: this, prefix });
    for (const [method, pattern, handler] of what.#added) this.#add(method, joined(prefix, pattern), handler);
    return this;
  }

  get<Pattern extends string>(pattern: Pattern, handler: RouteHandler<Pattern>): this {
    return this.route("GET", pattern, handler);
  }

  post<Pattern extends string>(pattern: Pattern, handler: RouteHandler<Pattern>): this {
    return this.route("POST", pattern, handler);
  }

  put<Pattern extends string>(pattern: Pattern, handler: RouteHandler<Pattern>): this {
    return this.route("PUT", pattern, handler);
  }

  patch<Pattern extends string>(pattern: Pattern, handler: RouteHandler<Pattern>): this {
    return this.route("PATCH", pattern, handler);
  }

  delete<Pattern extends string>(pattern: Pattern, handler: RouteHandler<Pattern>): this {
    return this.route("DELETE", pattern, handler);
  }

  /** Answers a request: for `onRequest`, or as a handler in anything that takes one. */
  readonly handle: RequestHandler = (request, response) => {
    const { method, path } = request;
    const exact = this.#exact.get(path)?.find([], 0, method);
    if (exact !== undefined) return exact.handler(request, response, NO_PARAMS);
    if (!path.startsWith("/")) return this.#answerWithoutPath(request, response);
    const segments = pathSegments(path);
    if (segments?.some(isDotSegment) !== false) return refuse(response, 400);
    if (this.#ignoreTrailingSlash && segments.length > 1 && segments.at(-1) === "") segments.pop();
    const route = this.#root.find(segments, 0, method);
    if (route === undefined) return this.#answerUnrouted(request, response, segments);
    const params = this.#paramsOf(route, segments);
    return params === undefined ? refuse(response, 414) : route.handler(request, response, params);
  };

  #isWithin(other: Router): boolean {
    return this === other || this.#mountedIn.some(({ router }) => router.#isWithin(other));
  }

  #add(method: string | undefined, pattern: string, handler: RouteHandler): this {
    const parsed = parseRoutePattern(pattern);
    const node = this.#root.nodeOf(parsed.segments);
    if (method === undefined ? node.fallback !== undefined : node.routes.has(method))
      throw new TypeError(`there is a route for ${method ?? "all methods of"} ${pattern} already`);
    const wrapped = this.#middleware.reduceRight((inner, middleware) => middleware(inner), handler);
    const route = { ...parsed, handler: wrapped };
    if (method === undefined) node.fallback = route;
    else {
      node.routes.set(method, route);
      this.#methods.add(method);
    }
    if (isExact(pattern, parsed)) this.#exact.set(pattern, node);
    this.#added.push([method, pattern, wrapped]);
    for (const { router, prefix } of this.#mountedIn) router.#add(method, joined(prefix, pattern), wrapped);
    return this;
  }

  /** `OPTIONS *` asks about the server as a whole (RFC 9110 §9.3.7); CONNECT names no path. */
  #answerWithoutPath(request: HTTPRequest, response: HTTPResponse): unknown {
    return request.targetForm === "asterisk" || request.targetForm === "authority"
      ? answerByAllow(request, response, this.#methods)
      : refuse(response, 400);
  }

  #answerUnrouted(request: HTTPRequest, response: HTTPResponse, segments: readonly string[]): unknown {
    const methods = new Set<string>();
    this.#root.collectMethods(segments, 0, methods);
    if (methods.size === 0) return this.#notFound(request, response);
    return answerByAllow(request, response, methods);
  }

  /** @returns `undefined` where a value is over the limit. */
  #paramsOf(route: Route, segments: readonly string[]): PathParams<string> | undefined {
    const { names, positions } = route;
    if (names.length === 0) return NO_PARAMS;
    // Without a prototype no name, whatever it is, means anything but itself.
    const params = Object.create(null) as Record<string, string | readonly string[]>;
    for (let i = 0; i < names.length; i++) {
      const name = names[i];
      const position = positions[i];
      if (name === undefined || position === undefined) break;
      if (i === names.length - 1 && route.endsInWildcard) params[name] = segments.slice(position);
      else {
        const value = segments[position] ?? "";
        if (value.length > this.#maxParamLength) return undefined;
        params[name] = value;
      }
    }
    return params;
  }
}

const NO_PARAMS: PathParams<string> = Object.freeze(Object.create(null) as Record<string, string>);

/** Whether a path that is exactly the pattern's text, with nothing to decode, is what the pattern means. */
function isExact(pattern: string, { names }: RoutePattern): boolean {
  return names.length === 0 && !pattern.includes("%");
}

function joined(prefix: string, pattern: string): string {
  return pattern === "/" ? prefix : prefix + pattern;
}

function answerByAllow(request: HTTPRequest, response: HTTPResponse, methods: ReadonlySet<string>): unknown {
  const allowed = new Set(methods).add("OPTIONS");
  if (allowed.has("GET")) allowed.add("HEAD");
  response.headers.set("Allow", [...allowed].sort().join(", "));
  if (request.method === "OPTIONS") response.send(204);
  else sendStatus(response, 405);
  return undefined;
}

function refuse(response: HTTPResponse, status: number): unknown {
  sendStatus(response, status);
  return undefined;
}

function sendNotFound(_request: HTTPRequest, response: HTTPResponse): void {
  sendStatus(response, 404);
}

import type { HTTPRequest } from "../server/http-request.js";
import type { HTTPResponse } from "../server/http-response.js";
import { sendStatus } from "../server/send-status.js";

/** Answers a request: a method of a resource. It may return a promise or a Deferred. */
export type RenderMethod = (request: HTTPRequest, response: HTTPResponse) => unknown;

const PREFIX = "render_";

/** For each class of resources, the HTTP methods that it has a `render_METHOD` for, with the names of these. */
const methodsOf = new WeakMap<object, ReadonlyMap<string, string>>();

/**
 * One place in the tree that a URL's path walks (Twisted's Resource). A subclass has a `render_GET`, a `render_POST` and so on; for what it has none,
 * 405 is answered with the Allow that fits, HEAD by `render_GET`, and OPTIONS by Allow alone.
 *
 *     class Hello extends Resource {
 *       override render_GET(_request: HTTPRequest, response: HTTPResponse): void {
 *         response.send(200, { "Content-Type": "text/plain" }, "Hello\n");
 *       }
 *     }
 *     const root = new Resource().putChild("hello", new Hello());
 */
export class Resource {
  /** Whether it renders all paths below itself too; `request.postpath` then has the rest of the path. @default false */
  readonly isLeaf: boolean = false;
  #children: Map<string, Resource> | undefined = undefined;

  render_GET?(request: HTTPRequest, response: HTTPResponse): unknown;
  /** Without it, `render_GET` answers HEAD too; the content is then dropped. */
  render_HEAD?(request: HTTPRequest, response: HTTPResponse): unknown;
  render_POST?(request: HTTPRequest, response: HTTPResponse): unknown;
  render_PUT?(request: HTTPRequest, response: HTTPResponse): unknown;
  render_PATCH?(request: HTTPRequest, response: HTTPResponse): unknown;
  render_DELETE?(request: HTTPRequest, response: HTTPResponse): unknown;
  render_OPTIONS?(request: HTTPRequest, response: HTTPResponse): unknown;

  /** Hangs `child` below this one, under the decoded path segment `name`. To chain, it returns this one. */
  putChild(name: string, child: Resource): this {
    (this.#children ??= new Map<string, Resource>()).set(name, child);
    return this;
  }

  /**
   * The child for a segment that `putChild` wasn't called for: override it to make children as they are asked for.
   * @param _name Decoded; it may hold anything, slashes and dots too.
   * @returns the child, or a promise of it; `undefined` for none (404).
   */
  getChild(_name: string, _request: HTTPRequest): Resource | undefined | PromiseLike<Resource | undefined> {
    return undefined;
  }

  /** The child that was put under `name`, or else what `getChild` gives. */
  getChildWithDefault(name: string, request: HTTPRequest): Resource | undefined | PromiseLike<Resource | undefined> {
    return this.#children?.get(name) ?? this.getChild(name, request);
  }

  /** Answers, by the method that has the request's method in its name. Override it to answer every method alike. */
  render(request: HTTPRequest, response: HTTPResponse): unknown {
    const { method } = request;
    const methods = renderedMethods(this);
    const name = methods.get(method) ?? (method === "HEAD" ? methods.get("GET") : undefined);
    if (name !== undefined) return (this as unknown as Record<string, RenderMethod>)[name]?.(request, response);
    response.headers.set("Allow", this.allowedMethods().join(", "));
    if (method === "OPTIONS") response.send(204);
    else sendStatus(response, 405);
    return undefined;
  }

  /** The methods that it answers, for Allow: what it has a `render_METHOD` for, HEAD where it has GET, and OPTIONS. */
  allowedMethods(): string[] {
    const methods = new Set(renderedMethods(this).keys());
    if (methods.has("GET")) methods.add("HEAD");
    return [...methods.add("OPTIONS")].sort();
  }
}

/** Looked up in a map made from the class, so that a method's name can't reach anything else. */
function renderedMethods(resource: Resource): ReadonlyMap<string, string> {
  const prototype = Object.getPrototypeOf(resource) as object;
  let methods = methodsOf.get(prototype);
  if (methods === undefined) {
    const found = new Map<string, string>();
    for (let at: object | null = prototype; at !== null; at = Object.getPrototypeOf(at) as object | null) {
      for (const name of Object.getOwnPropertyNames(at))
        if (name.startsWith(PREFIX)) found.set(name.slice(PREFIX.length), name);
    }
    methodsOf.set(prototype, (methods = found));
  }
  return methods;
}

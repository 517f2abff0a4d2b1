import type { PatternSegment } from "./route-pattern.js";
import type { Route } from "./route.js";

/**
 * Where the paths of several patterns meet: a tree with a level for each segment. At each level text goes before a parameter, and a parameter before a
 * wildcard; where that leads nowhere, the next is tried. A node is looked at once at most, so a look-up costs no more than there are routes, whatever the path.
 */
export class RouteNode {
  /** The routes that end here, by method. */
  readonly routes = new Map<string, Route>();
  /** What answers all other methods. */
  fallback: Route | undefined = undefined;
  readonly #children = new Map<string, RouteNode>();
  #param: RouteNode | undefined = undefined;
  #wildcard: RouteNode | undefined = undefined;

  /** The node where `segments` end, made if need be. */
  nodeOf(segments: readonly PatternSegment[], depth = 0): RouteNode {
    const segment = segments[depth];
    return segment === undefined ? this : this.#childOf(segment).nodeOf(segments, depth + 1);
  }

  /** The best route of `method` for `segments` from `depth` on. HEAD is answered by GET where it has no route of its own. */
  find(segments: readonly string[], depth: number, method: string): Route | undefined {
    const segment = segments[depth];
    if (segment === undefined) return this.#routeOf(method);
    const found =
      this.#children.get(segment)?.find(segments, depth + 1, method) ??
      (segment === "" ? undefined : this.#param?.find(segments, depth + 1, method));
    return found ?? this.#wildcard?.find(segments, segments.length, method);
  }

  /** Adds to `methods` those of all routes for `segments`. */
  collectMethods(segments: readonly string[], depth: number, methods: Set<string>): void {
    const segment = segments[depth];
    if (segment === undefined) {
      for (const method of this.routes.keys()) methods.add(method);
      return;
    }
    this.#children.get(segment)?.collectMethods(segments, depth + 1, methods);
    if (segment !== "") this.#param?.collectMethods(segments, depth + 1, methods);
    for (const method of this.#wildcard?.routes.keys() ?? []) methods.add(method);
  }

  #childOf({ kind, text }: PatternSegment): RouteNode {
    if (kind === "param") return (this.#param ??= new RouteNode());
    if (kind === "wildcard") return (this.#wildcard ??= new RouteNode());
    let child = this.#children.get(text);
    if (child === undefined) this.#children.set(text, (child = new RouteNode()));
    return child;
  }

  #routeOf(method: string): Route | undefined {
    return this.routes.get(method) ?? (method === "HEAD" ? this.routes.get("GET") : undefined) ?? this.fallback;
  }
}

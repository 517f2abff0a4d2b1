/**
 * `@twist/http/routing`: answering by path and method, and by host.
 *
 * @packageDocumentation
 */
export type { PathParams } from "./path-params.js";
export { Router, type RouterOptions } from "./router.js";
export type { Middleware, RouteHandler } from "./route.js";
export { VirtualHosts } from "./virtual-hosts.js";

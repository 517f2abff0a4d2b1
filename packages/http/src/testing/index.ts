/**
 * `@twist/http/testing`: requests to a server without a socket.
 *
 * @packageDocumentation
 */
export { inject, type InjectedRequest, type InjectOptions } from "./inject.js";
export { InjectedResponse } from "./injected-response.js";

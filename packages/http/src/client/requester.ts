import type { ClientResponse } from "./client-response.js";
import type { RequestOptions } from "./request-options.js";

/**
 * What takes a request and gives a response. `Agent` is the one that speaks to servers; the others stand around one and change what goes
 * in or what comes out: `followRedirects`, `decodeContent`, `storeCookies`, `retry`, `authenticate`. Write your own the same way:
 *
 *     const logged: Requester = {
 *       async request(options) {
 *         const response = await agent.request(options);
 *         console.log(response.status, response.url);
 *         return response;
 *       },
 *     };
 */
export interface Requester {
  /** Fires when the response's head has come. */
  request(options: RequestOptions): Promise<ClientResponse>;
}

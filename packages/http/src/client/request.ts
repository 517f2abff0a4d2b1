import type { ClientResponse } from "./client-response.js";
import { decodeContent } from "./decode-content.js";
import { followRedirects } from "./follow-redirects.js";
import type { RequestOptions } from "./request-options.js";
import type { Requester } from "./requester.js";
import { sharedAgent } from "./shared-agent.js";

let simple: Requester | undefined;

/**
 * Sends one request, follows redirects and decodes the content: what most people need. The connections are kept for the next request by an agent that
 * all callers share; to choose limits, proxies, cookies or authentication, put a `Requester` together around an `Agent` of your own.
 *
 *     const response = await request("https://example.org/", { timeoutMs: 10_000 });
 *     console.log(response.status, await response.text());
 *
 * Fails with an `HTTPClientError`, an `HTTPError` where the server breaks HTTP, a `ConnectError`, or the signal's reason; a status of 400 and
 * more is an answer, not an error.
 */
export function request(url: string | URL, options: Omit<RequestOptions, "url"> = {}): Promise<ClientResponse> {
  simple ??= followRedirects(decodeContent(sharedAgent()));
  return simple.request({ ...options, url });
}

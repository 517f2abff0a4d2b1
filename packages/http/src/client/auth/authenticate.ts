import { reactor, type ReactorTime } from "@twist/core";
import { Headers } from "../../wire/headers.js";
import { isReplayable, requestURL } from "../prepared-request.js";
import type { RequestOptions } from "../request-options.js";
import type { Requester } from "../requester.js";
import { TimeBudget } from "../time-budget.js";
import type { Authenticator } from "./authenticator.js";

/** What `authenticate` takes. */
export interface AuthenticateOptions {
  /** The only origins that are told who asks: `"https://api.example.org"`. No redirect takes the credentials anywhere else. */
  readonly origins: readonly string[];
  /** The time that `timeoutMs` is counted in. @default reactor */
  readonly clock?: ReactorTime;
}

/**
 * Says who asks (RFC 9110 §11), to the given origins only, by `basicAuth`, `bearerAuth`, `digestAuth` or an `Authenticator` of your own. A request with an
 * Authorization of its own is left alone.
 *
 *     const api = authenticate(agent, bearerAuth(token), { origins: ["https://api.example.org"] });
 *
 * @throws {TypeError} where an origin isn't one.
 */
export function authenticate(
  requester: Requester,
  authenticator: Authenticator,
  { origins, clock = reactor }: AuthenticateOptions,
): Requester {
  const known = new Set(origins.map(checkedOrigin));
  return {
    async request(options) {
      const url = requestURL(options);
      const headers = new Headers(options.headers);
      if (!known.has(url.origin) || headers.has("authorization")) return requester.request(options);
      const request = { method: options.method ?? "GET", target: options.target ?? url.pathname + url.search };
      const budget = new TimeBudget(options.timeoutMs, clock);
      const send = async (): ReturnType<Requester["request"]> => {
        const authorization = await authenticator.authorization(request);
        return requester.request(budget.limit({ ...options, url, headers: withAuthorization(headers, authorization) }));
      };
      const response = await send();
      if (response.status !== 401) {
        authenticator.accepted?.(response);
        return response;
      }
      if (!isReplayable(options.body) || authenticator.challenged?.(response) !== true) return response;
      response.body.discard();
      const second = await send();
      if (second.status !== 401) authenticator.accepted?.(second);
      return second;
    },
  };
}

function withAuthorization(
  headers: Headers,
  authorization: string | undefined,
): NonNullable<RequestOptions["headers"]> {
  return authorization === undefined ? headers : new Headers(headers).set("Authorization", authorization);
}

function checkedOrigin(text: string): string {
  const { origin, protocol } = new URL(text);
  if (protocol !== "http:" && protocol !== "https:") throw new TypeError("an origin is one of http or https");
  return origin;
}

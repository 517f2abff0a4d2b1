import { isTwistError } from "@twist/core";
import type { ClientResponse } from "../client-response.js";
import { decodeContent } from "../decode-content.js";
import { followRedirects } from "../follow-redirects.js";
import type { Requester } from "../requester.js";
import { sharedAgent } from "../shared-agent.js";
import { type FetchRequest, fetchRequest } from "./fetch-request.js";
import { FetchResponse } from "./fetch-response.js";

/** What `createFetch` takes. */
export interface FetchOptions {
  /** What speaks to the servers: an `Agent`, or one with cookies, authentication or retries around it. @default an agent shared by all */
  readonly requester?: Requester;
  /** How many redirects are followed. @default 20, as the Fetch standard says */
  readonly maxRedirects?: number;
  /** What `text()`, `json()`, `arrayBuffer()` and their kin gather in memory. Over it they fail. @default 1 GiB */
  readonly maxGatheredBytes?: number;
}

/** What the standard's `fetch` takes and gives. */
export type Fetch = (
  input: string | URL | Request,
  init?: NonNullable<ConstructorParameters<typeof Request>[1]>,
) => Promise<Response>;

/** A server's whole answer fits in memory up to here; the standard has no limit at all. */
const DEFAULT_MAX_FETCHED_BYTES = 1024 * 1024 * 1024;

/**
 * A `fetch` of your own, after the WHATWG standard, as far as that makes sense outside of a browser: it follows redirects, decodes content, streams both
 * ways and can be aborted. There is no page and no origin here: `mode`, `credentials`, `cache`, `referrer`, `keepalive` and `priority` are without
 * effect. `integrity` is refused, because it would be relied on; so are `data:`, `blob:` and `file:` URLs. With `redirect: "manual"` the redirect
 * itself is given, to be read. What goes wrong on the way rejects with a `TypeError` whose `cause` is the error.
 */
export function createFetch(options: FetchOptions = {}): Fetch {
  const { requester, maxRedirects = 20, maxGatheredBytes = DEFAULT_MAX_FETCHED_BYTES } = options;
  let plain: Requester | undefined;
  let following: Requester | undefined;
  return async (input, init) => {
    const request = fetchRequest(input, init);
    plain ??= decodeContent(requester ?? sharedAgent());
    following ??= followRedirects(plain, { maxRedirects });
    const response = await send(request.redirect === "follow" ? following : plain, request);
    return FetchResponse.from(response, request.options.method, maxGatheredBytes);
  };
}

/** The standard's `fetch`, over an agent that all callers share. See `createFetch` for what differs. */
export const fetch: Fetch = createFetch();

async function send(requester: Requester, { options, redirect }: FetchRequest): Promise<ClientResponse> {
  let response: ClientResponse;
  try {
    response = await requester.request(options);
  } catch (error) {
    if (isTwistError(error)) throw new TypeError("fetch failed", { cause: error });
    throw error;
  }
  if (redirect !== "error" || response.status < 300 || response.status > 399 || !response.headers.has("location")) {
    return response;
  }
  response.body.discard();
  throw new TypeError("fetch failed: the answer is a redirect");
}

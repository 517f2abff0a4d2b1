import type { ReactorTime } from "@twist/core";
import { Clock } from "@twist/core/testing";
import { Headers } from "../wire/headers.js";
import type { HTTPFactory } from "../server/http-factory.js";
import { Injection } from "./injection.js";
import type { InjectedResponse } from "./injected-response.js";

/** A request for `inject`. */
export interface InjectedRequest {
  /** @default "GET" */
  readonly method?: string;
  /** The request-target. @default "/" */
  readonly target?: string;
  /** Host is added where it isn't given. */
  readonly headers?: Headers | Readonly<Record<string, string>>;
  /** Strings are UTF-8. @default none */
  readonly body?: Uint8Array | string;
}

/** How `inject` goes about it. */
export interface InjectOptions {
  /** The time that the connection lives in. @default a new `Clock`, which stands still */
  readonly clock?: ReactorTime;
  /** When it aborts, the client goes away. */
  readonly signal?: AbortSignal;
}

/**
 * Sends one request to `factory`'s server over a wire in memory, through all of the engine, and gives the response when it is complete. A string is the
 * target of a GET.
 *
 *     const response = await inject(new HTTPFactory({ handler: app.fetch }), "/hello");
 */
export async function inject(
  factory: HTTPFactory,
  request: InjectedRequest | string = {},
  options: InjectOptions = {},
): Promise<InjectedResponse> {
  const {
    method = "GET",
    target = "/",
    headers = {},
    body = "",
  } = typeof request === "string" ? { target: request } : request;
  const { clock = new Clock(), signal } = options;
  signal?.throwIfAborted();
  const fields = new Headers(headers);
  if (!fields.has("host")) fields.append("Host", "localhost");
  const bytes = typeof body === "string" ? Buffer.from(body) : body;
  const injection = new Injection(clock);
  const giveUp = (): void => {
    injection.giveUp(signal?.reason instanceof Error ? signal.reason : new Error("given up"));
  };
  signal?.addEventListener("abort", giveUp, { once: true });
  try {
    injection.start(factory.buildProtocol());
    const length = fields.has("content-length") || bytes.length === 0 ? {} : { contentLength: bytes.length };
    injection.request({ method, target, headers: fields, ...length }, bytes);
    return await injection.response;
  } finally {
    signal?.removeEventListener("abort", giveUp);
  }
}

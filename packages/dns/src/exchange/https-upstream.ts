import { abortable, CancelledError, type Deferred, fail, type ReactorTime } from "@twist/core";
import { assertLimit } from "@twist/core/wire";
import type { Message } from "../wire/message.js";
import { TSIGError } from "../tsig/tsig-error.js";
import { ageRecords } from "./age-records.js";
import { DNSExchangeError } from "./dns-exchange-error.js";
import { readBody } from "./read-body.js";
import { SentQuery } from "./sent-query.js";
import { defaultExchangeTimeoutMs, type ExchangeOptions, type Upstream } from "./upstream.js";

const mediaType = "application/dns-message";
/** Queries are padded to multiples of this (RFC 8467 §4.1). */
const queryPadding = 128;

/** The standard's `fetch`, as far as it is needed: Node's own, or that of `@twist/http`. */
export type HTTPSFetch = (
  url: string,
  init: {
    readonly method: "GET" | "POST";
    readonly headers: Record<string, string>;
    readonly body?: Uint8Array<ArrayBuffer>;
    readonly redirect: "error";
    readonly signal: AbortSignal;
  },
) => Promise<Response>;

/** What an `HTTPSUpstream` is made of. */
export interface HTTPSUpstreamOptions {
  /** Where it is asked: `https://dns.example/dns-query`, with or without the template's `{?dns}` at its end (RFC 8484 §4.1). */
  readonly url: string;
  /** What speaks HTTP. How it finds the address of the server is its own affair. */
  readonly fetch: HTTPSFetch;
  /** A GET can be cached on its way, a POST is shorter. @default "POST" */
  readonly method?: "GET" | "POST" | undefined;
  /** Queries that wait for their answer at a time. @default 1_000 */
  readonly maxPendingQueries?: number | undefined;
}

/** Asks a server by HTTPS (RFC 8484). */
export class HTTPSUpstream implements Upstream {
  readonly name: string;
  readonly #fetch: HTTPSFetch;
  readonly #method: "GET" | "POST";
  readonly #url: string;
  readonly #clock: ReactorTime;
  readonly #maxPendingQueries: number;
  readonly #pending = new Set<Deferred<Message>>();
  #isClosed = false;

  /** @throws {TypeError} where `url` isn't one of the scheme https. @throws {RangeError} for a limit that is none. */
  constructor(options: HTTPSUpstreamOptions, clock: ReactorTime) {
    const { url, maxPendingQueries = 1_000 } = options;
    assertLimit("maxPendingQueries", maxPendingQueries);
    const parsed = new URL(url.endsWith("{?dns}") ? url.slice(0, -"{?dns}".length) : url);
    if (parsed.protocol !== "https:") throw new TypeError("DNS over HTTPS needs an https: URL");
    this.name = parsed.href;
    this.#url = parsed.href;
    this.#fetch = options.fetch;
    this.#method = options.method ?? "POST";
    this.#clock = clock;
    this.#maxPendingQueries = maxPendingQueries;
  }

  /** How many queries wait for their answer. */
  get pendingQueries(): number {
    return this.#pending.size;
  }

  exchange(query: Message, options: ExchangeOptions = {}): Deferred<Message> {
    if (options.signal?.aborted === true) return fail(options.signal.reason);
    if (this.#isClosed) return fail(this.#error("CLOSED", "is closed"));
    if (this.#pending.size >= this.#maxPendingQueries)
      return fail(this.#error("TOO_MANY_QUERIES", "is asked too much"));
    const { timeoutMs = defaultExchangeTimeoutMs } = options;
    const answer: Deferred<Message> = abortable((signal) => this.#ask(query, options.key, signal));
    this.#pending.add(answer);
    return answer
      .addFinally(() => {
        this.#pending.delete(answer);
      })
      .addTimeout(timeoutMs, this.#clock, (): never => {
        throw this.#error("TIMEOUT", `did not answer within ${String(Math.round(timeoutMs))} ms`);
      })
      .addErrback((error): never => {
        throw this.#isClosed && error instanceof CancelledError ? this.#error("CLOSED", "was closed") : error;
      })
      .withSignal(options.signal);
  }

  close(): void {
    this.#isClosed = true;
    for (const answer of [...this.#pending]) answer.cancel();
  }

  async #ask(query: Message, key: ExchangeOptions["key"], signal: AbortSignal): Promise<Message> {
    const sent = new SentQuery(query, {
      // RFC 8484 §4.1: equal queries should be equal bytes, so that HTTP can cache their answers; TLS tells them apart.
      id: 0,
      key,
      padTo: queryPadding,
      wallTime: () => this.#clock.wallTime(),
    });
    const response = await this.#request(sent.bytes, signal);
    const type = response.headers.get("content-type")?.split(";", 1)[0]?.trim().toLowerCase();
    if (!response.ok || type !== mediaType) {
      await response.body?.cancel().catch(() => undefined);
      throw this.#error("HTTP_STATUS", `answered with HTTP status ${String(response.status)} and no DNS message`);
    }
    const bytes = await this.#read(response, signal);
    if (bytes === undefined) throw this.#error("BAD_RESPONSE", "sent more than a DNS message can hold");
    return ageRecords(this.#match(sent, bytes), ageOf(response));
  }

  async #read(response: Response, signal: AbortSignal): Promise<Buffer | undefined> {
    try {
      return await readBody(response, 0xffff);
    } catch (error) {
      if (signal.aborted) throw error;
      throw this.#error("CONNECTION_LOST", "broke off in the middle of its answer", error);
    }
  }

  #match(sent: SentQuery, bytes: Buffer): Message {
    let message: Message | undefined;
    try {
      message = sent.match(bytes);
    } catch (error) {
      if (!(error instanceof TSIGError)) throw error;
      throw this.#error("BAD_SIGNATURE", "sent a response that isn't signed well", error);
    }
    if (message === undefined) throw this.#error("MISMATCH", "sent what doesn't answer the query");
    return message;
  }

  async #request(bytes: Buffer, signal: AbortSignal): Promise<Response> {
    const headers = { accept: mediaType };
    try {
      if (this.#method === "GET") {
        const separator = this.#url.includes("?") ? "&" : "?";
        const url = `${this.#url}${separator}dns=${bytes.toString("base64url")}`;
        return await this.#fetch(url, { method: "GET", headers, redirect: "error", signal });
      }
      return await this.#fetch(this.#url, {
        method: "POST",
        headers: { ...headers, "content-type": mediaType },
        body: new Uint8Array(bytes),
        redirect: "error",
        signal,
      });
    } catch (error) {
      if (signal.aborted) throw error;
      throw this.#error("CONNECTION_FAILED", "can't be reached", error);
    }
  }

  #error(code: DNSExchangeError["code"], what: string, cause?: unknown): DNSExchangeError {
    return new DNSExchangeError(code, `${this.name} ${what}`, cause);
  }
}

/** Seconds that the answer has been in an HTTP cache (RFC 8484 §5.1). */
function ageOf(response: Response): number {
  const age = response.headers.get("age") ?? "";
  return /^\d{1,10}$/.test(age) ? Number(age) : 0;
}

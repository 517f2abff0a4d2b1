import type { ResponseHead } from "../machine/response-head.js";
import type { Headers } from "../wire/headers.js";

/** What a server answered to `inject`. */
export class InjectedResponse {
  readonly status: number;
  readonly reason: string;
  readonly headers: Headers;
  /** All of the content. */
  readonly body: Buffer;
  readonly trailers: Headers | undefined;
  /** The interim responses (100, 103) that came before, in order. */
  readonly interims: readonly ResponseHead[];

  /** @internal */
  constructor(head: ResponseHead, body: Buffer, trailers: Headers | undefined, interims: readonly ResponseHead[]) {
    this.status = head.status;
    this.reason = head.reason;
    this.headers = head.headers;
    this.body = body;
    this.trailers = trailers;
    this.interims = interims;
  }

  /** The content as UTF-8 text. */
  text(): string {
    return this.body.toString("utf8");
  }

  /** The content as JSON. @throws {SyntaxError} where it isn't. */
  json(): unknown {
    return JSON.parse(this.text()) as unknown;
  }
}

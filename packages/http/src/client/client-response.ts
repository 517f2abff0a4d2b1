import type { StreamProtocol } from "@twist/core";
import type { Headers } from "../wire/headers.js";
import type { GatherOptions, ResponseBody } from "./response-body.js";

/** What a response says before its content. A `ResponseHead` is one. */
export interface ResponseFacts {
  /** The status code, 200 to 599, or 101. */
  readonly status: number;
  /** The reason phrase, often empty, never of meaning. */
  readonly reason: string;
  readonly headers: Headers;
  /** The server speaks HTTP/1.`minorVersion`. @default 1 */
  readonly minorVersion?: number;
}

/** The wire of a response that switched protocols. */
export interface SwitchedConnection {
  /** How many bytes of the next protocol have come already. */
  readonly leftoverBytes: number;
  /** Hands the wire to `next`, with what came on it since. */
  switchProtocol(next: StreamProtocol): void;
}

/** What came back: the head, and the content as it comes. */
export class ClientResponse implements ResponseFacts {
  /** The content. */
  readonly body: ResponseBody;
  /** Whether the first URL answered with a redirect. */
  redirected = false;
  readonly #facts: ResponseFacts;
  readonly #url: URL;
  readonly #switched: SwitchedConnection | undefined;

  constructor(facts: ResponseFacts, url: URL, body: ResponseBody, switched?: SwitchedConnection) {
    this.#facts = facts;
    this.#url = url;
    this.body = body;
    this.#switched = switched;
  }

  /** The URL that answered, the last one after redirects. */
  get url(): string {
    return this.#url.href;
  }

  get status(): number {
    return this.#facts.status;
  }

  get reason(): string {
    return this.#facts.reason;
  }

  get headers(): Headers {
    return this.#facts.headers;
  }

  /** The server speaks HTTP/1.`minorVersion`: 0 or 1. */
  get minorVersion(): number {
    return this.#facts.minorVersion ?? 1;
  }

  /** Whether the status is from 200 to 299. */
  get ok(): boolean {
    return this.status >= 200 && this.status <= 299;
  }

  /** Whether the connection is another protocol's now: after 101, or 2xx to CONNECT. Call `switchProtocol` then. */
  get upgraded(): boolean {
    return this.#switched !== undefined;
  }

  /** How many bytes of the next protocol have come already, where the response is `upgraded`. */
  get leftoverBytes(): number {
    return this.#switched?.leftoverBytes ?? 0;
  }

  /** The same response with other fields and other content, for who decodes it. */
  with(headers: Headers, body: ResponseBody): ClientResponse {
    const changed = new ClientResponse({ status: this.status, reason: this.reason, headers }, this.#url, body);
    changed.redirected = this.redirected;
    return changed;
  }

  /** All content, as one buffer. See `ResponseBody.bytes`. */
  bytes(options?: GatherOptions): Promise<Buffer> {
    return this.body.bytes(options);
  }

  /** All content, as text. See `ResponseBody.text`. */
  text(options?: GatherOptions): Promise<string> {
    return this.body.text(options);
  }

  /** All content, as a JSON value. See `ResponseBody.json`. */
  json(options?: GatherOptions): Promise<unknown> {
    return this.body.json(options);
  }

  /**
   * Hands the connection of an upgraded response to `next`, which gets `makeConnection` and then all that has come since the response.
   * @throws {TypeError} where the response isn't `upgraded`, or another protocol has the connection.
   */
  switchProtocol(next: StreamProtocol): void {
    if (this.#switched === undefined) throw new TypeError("this response didn't switch protocols");
    this.#switched.switchProtocol(next);
  }
}

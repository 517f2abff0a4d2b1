import type { ReadableStream } from "node:stream/web";
import type { Headers as WireHeaders } from "../../wire/headers.js";
import type { ClientResponse } from "../client-response.js";
import type { ResponseBody } from "../response-body.js";

type Form = Awaited<ReturnType<Response["formData"]>>;

/** What of a response isn't its body. */
interface FetchedFacts {
  readonly status: number;
  readonly reason: string;
  readonly url: string;
  readonly redirected: boolean;
  readonly headers: WireHeaders;
}

/**
 * What `fetch` gives: a `Response` to everybody who asks (`instanceof`, properties, methods), but with each of its parts made only when it
 * is asked for. Node's own costs several times what the whole request does.
 */
export class FetchResponse {
  readonly type = "basic";
  readonly #facts: FetchedFacts;
  readonly #maxBytes: number;
  #content: ResponseBody | undefined;
  #stream: ReadableStream<Uint8Array> | undefined;
  #headers: Headers | undefined;
  #used = false;

  /** @param content The body, as it comes or as a stream; `undefined` where there is none. @param maxBytes What may be gathered in memory. */
  constructor(facts: FetchedFacts, content: ResponseBody | ReadableStream<Uint8Array> | undefined, maxBytes: number) {
    this.#facts = facts;
    this.#maxBytes = maxBytes;
    if (content !== undefined && "getReader" in content) this.#stream = content;
    else this.#content = content;
  }

  /** The `Response` for `response`. @param method The request's. */
  static from(response: ClientResponse, method: string, maxBytes: number): Response {
    const { status } = response;
    const isNull = method === "HEAD" || status === 101 || status === 204 || status === 205 || status === 304;
    return asResponse(new FetchResponse(response, isNull ? undefined : response.body, maxBytes));
  }

  get status(): number {
    return this.#facts.status;
  }

  get statusText(): string {
    return this.#facts.reason;
  }

  get ok(): boolean {
    return this.status >= 200 && this.status <= 299;
  }

  get redirected(): boolean {
    return this.#facts.redirected;
  }

  /** Without a fragment, as the Fetch standard has it. */
  get url(): string {
    const { url } = this.#facts;
    const hash = url.indexOf("#");
    return hash < 0 ? url : url.substring(0, hash);
  }

  get headers(): Headers {
    return (this.#headers ??= new Headers([...this.#facts.headers]));
  }

  get body(): ReadableStream<Uint8Array> | null {
    const content = this.#content;
    if (content !== undefined && this.#stream === undefined && !this.#used) this.#stream = content.stream();
    return this.#stream ?? null;
  }

  get bodyUsed(): boolean {
    return this.#used || this.#stream?.locked === true;
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    const bytes = await this.bytes();
    const { buffer, byteOffset, byteLength } = bytes;
    return buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
  }

  async bytes(): Promise<Uint8Array> {
    const content = this.#take();
    if (content === undefined) return new Uint8Array(0);
    if (content instanceof Response) return new Uint8Array(await content.arrayBuffer());
    return new Uint8Array(await content.bytes({ maxBytes: this.#maxBytes }));
  }

  async text(): Promise<string> {
    const content = this.#take();
    if (content === undefined) return "";
    return content instanceof Response ? content.text() : content.text({ maxBytes: this.#maxBytes });
  }

  async json(): Promise<unknown> {
    return JSON.parse(await this.text()) as unknown;
  }

  async blob(): Promise<Blob> {
    return new Blob([await this.arrayBuffer()], { type: this.headers.get("content-type") ?? "" });
  }

  async formData(): Promise<Form> {
    const type = this.headers.get("content-type");
    const bytes = await this.bytes();
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- the standard has it, so we have it
    return new Response(bytes, type === null ? {} : { headers: { "Content-Type": type } }).formData();
  }

  /** @throws {TypeError} where the body is used. */
  clone(): Response {
    if (this.bodyUsed) throw new TypeError("the body of this response is used already");
    const stream = this.body;
    const { status, statusText: reason, url, redirected } = this;
    const facts = { status, reason, url, redirected, headers: this.#facts.headers };
    if (stream === null) return asResponse(new FetchResponse(facts, undefined, this.#maxBytes));
    const [mine, theirs] = stream.tee();
    this.#stream = mine;
    return asResponse(new FetchResponse(facts, theirs, this.#maxBytes));
  }

  get [Symbol.toStringTag](): string {
    return "Response";
  }

  /** The body, to be read once: as it comes, or through a `Response` where it has been made a stream. */
  #take(): ResponseBody | Response | undefined {
    if (this.bodyUsed) throw new TypeError("the body of this response is used already");
    const content = this.#content;
    if (content === undefined && this.#stream === undefined) return undefined;
    this.#used = true;
    return this.#stream === undefined ? content : new Response(this.#stream);
  }
}

let standsIn = false;

/** A `Response`, without what its constructor costs; and without loading the platform's before there is one, which takes long. */
function asResponse(response: FetchResponse): Response {
  if (!standsIn) {
    standsIn = true;
    Object.setPrototypeOf(FetchResponse.prototype, Response.prototype);
  }
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- it is one, by its prototype
  return response;
}

import { Headers as HTTPHeaders } from "../wire/headers.js";
import { HeaderFieldError } from "../wire/header-field-error.js";
import { platformResponse } from "./platform-response.js";
import { RecentFields } from "./recent-fields.js";
import { standsInFor } from "./stand-in.js";

type Init = NonNullable<ConstructorParameters<typeof globalThis.Response>[1]>;
type Body = ConstructorParameters<typeof globalThis.Response>[0];

/** What a response of text or bytes consists of. */
export interface WholeAnswer {
  readonly status: number;
  readonly fields: HTTPHeaders;
  readonly content: string | Uint8Array;
}

/** The content types of bodies that say none, with the fields that went with them last. */
const TEXT = fieldsWithType("text/plain;charset=UTF-8");
const JSON_VALUE = fieldsWithType("application/json");
const BYTES = fieldsWithType(undefined);

/** The statuses of a response that has no body (Fetch §2.2.3), as far as one can be made with them. */
const NULL_BODY_STATUSES: ReadonlySet<number> = new Set([204, 205, 304]);

/**
 * A `Response` whose body is text, bytes or nothing, kept as that: no stream is made of it unless somebody asks for one. With any other body, or a `statusText`, it
 * is the platform's from the start.
 */
export class LightResponse {
  #content: string | Uint8Array | undefined = undefined;
  #status = 200;
  #fields: HTTPHeaders | undefined = undefined;
  #headers: Headers | undefined = undefined;
  #native: globalThis.Response | undefined = undefined;
  #sent = false;

  constructor(body: Body = null, init: Init = {}) {
    if (!standsIn()) return Reflect.construct(platformResponse(), [body, init], new.target) as unknown as LightResponse;
    if (!this.#takes(body, init, typeof body === "string" ? TEXT : BYTES)) {
      this.#native = new (platformResponse())(body, init);
    }
  }

  static json(value: unknown, init: Init = {}): globalThis.Response {
    const text = JSON.stringify(value) as string | undefined;
    const response = new LightResponse();
    const isLight = text !== undefined && #content in response && response.#takes(text, init, JSON_VALUE);
    return isLight ? asResponse(response) : platformResponse().json(value, init);
  }

  static error(): globalThis.Response {
    return platformResponse().error();
  }

  static redirect(...parameters: Parameters<typeof globalThis.Response.redirect>): globalThis.Response {
    return platformResponse().redirect(...parameters);
  }

  /** Who asks whether something is a `Response` doesn't mean one of ours. */
  static [Symbol.hasInstance](value: unknown): boolean {
    if (this !== LightResponse) return Function.prototype[Symbol.hasInstance].call(this, value);
    return value instanceof platformResponse();
  }

  static nativeOf(this: void, self: LightResponse): globalThis.Response {
    if (self.#native !== undefined) return self.#native;
    // The platform says of a null body, and not of an empty one, that there is none.
    const body = self.#content ?? null;
    const native = new (platformResponse())(body, { status: self.#status, headers: self.headers });
    // What has been sent can't be read any more.
    if (self.#sent) native.body?.cancel().catch(() => undefined);
    return (self.#native = native);
  }

  /**
   * For the server: all of it, to be sent; it is used then.
   * @returns `undefined` where it isn't one of ours, or is no longer a response of text, bytes or nothing: read it as any other.
   */
  static take(response: object): WholeAnswer | undefined {
    if (!(#content in response) || response.#native !== undefined || response.#sent) return undefined;
    response.#sent = response.#content !== undefined;
    const fields = response.#headers === undefined ? response.#fields : new HTTPHeaders(response.#headers);
    return { status: response.#status, fields: fields ?? new HTTPHeaders(), content: response.#content ?? "" };
  }

  get status(): number {
    return this.#native?.status ?? this.#status;
  }

  get ok(): boolean {
    return this.status >= 200 && this.status <= 299;
  }

  get headers(): Headers {
    this.#headers ??= this.#fields === undefined ? this.#native?.headers : new Headers([...this.#fields]);
    return (this.#headers ??= new Headers());
  }

  get bodyUsed(): boolean {
    return this.#sent || (this.#native?.bodyUsed ?? false);
  }

  /** @returns whether all of it can be kept as it is; what is wrong or unusual is left to the platform, which knows what to say to it. */
  #takes(body: Body, { status = 200, statusText = "", headers = {} }: Init, recent: RecentFields): boolean {
    const isWhole = typeof body === "string" || body instanceof Uint8Array;
    if ((!isWhole && body !== null) || statusText !== "" || !Number.isInteger(status)) return false;
    if (status < 200 || status > 599 || (isWhole && NULL_BODY_STATUSES.has(status))) return false;
    if (Object.getPrototypeOf(headers) !== Object.prototype) return false;
    try {
      this.#fields = (isWhole ? recent : BYTES).headersOf(headers as Record<string, string>);
    } catch (error) {
      if (error instanceof HeaderFieldError) return false;
      throw error;
    }
    this.#content = isWhole ? body : undefined;
    this.#status = status;
    return true;
  }
}

function fieldsWithType(type: string | undefined): RecentFields {
  return new RecentFields((fields) => {
    const headers = new HTTPHeaders(fields);
    if (type !== undefined && !headers.has("content-type")) headers.append("Content-Type", type);
    return headers;
  });
}

function asResponse(response: LightResponse): globalThis.Response {
  return response as unknown as globalThis.Response;
}

const standsIn = standsInFor(LightResponse, () => {
  const platform = platformResponse();
  if (platform === Response) {
    throw new TypeError(
      "The platform's Response is gone. Call overrideGlobalResponse() in place of setting globalThis.Response.",
    );
  }
  return { platform, sample: new platform(), nativeOf: LightResponse.nativeOf };
});

/**
 * The Fetch API's `Response`, with a body of text, bytes, JSON or none at a fraction of the platform's cost, which makes a stream of each body. A fetch handler
 * that answers with it is served about twice as fast. It is a `Response` to everybody who asks (`instanceof`, every property and method) and becomes the
 * platform's own inside when more than status and headers is asked for. One thing differs: bytes are not copied, so leave them alone until they have been
 * sent. Where the platform's objects can't be stood in for (Node 24 and newer) it makes the platform's own.
 */
export const Response = LightResponse as unknown as typeof globalThis.Response;
export type Response = globalThis.Response;

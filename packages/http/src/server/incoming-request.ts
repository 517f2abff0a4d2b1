import type { HTTPRequest } from "./http-request.js";
import { standsInFor } from "./stand-in.js";

/** These, and only these, are written in capitals whatever the client wrote (Fetch §2.2.1). */
const NORMALIZED: ReadonlySet<string> = new Set(["DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"]);

/** The `Request` that a fetch handler is given, made of the platform's only where more than method, URL, fields and signal is asked for. */
class IncomingRequest {
  readonly #request: HTTPRequest;
  #url: string;
  #parsed = false;
  #headers: Headers | undefined = undefined;
  #native: Request | undefined = undefined;

  constructor(request: HTTPRequest, url: string) {
    this.#request = request;
    this.#url = url;
  }

  static nativeOf(this: void, self: IncomingRequest): Request {
    return (self.#native ??= nativeRequest(self.#request, self.#url, self.headers));
  }

  get method(): string {
    return methodOf(this.#request);
  }

  get url(): string {
    if (!this.#parsed) {
      this.#parsed = true;
      this.#url = new URL(this.#url).href;
    }
    return this.#url;
  }

  get headers(): Headers {
    return (this.#headers ??= headersOf(this.#request));
  }

  get signal(): AbortSignal {
    return this.#request.signal;
  }
}

const standsIn = standsInFor(IncomingRequest, () => ({
  platform: Request,
  sample: new Request("http://localhost/"),
  nativeOf: IncomingRequest.nativeOf,
}));

/** The `Request` for `request`. Its signal is the connection's; that of a copy (`clone`, `new Request(request)`) is one that nobody aborts. */
export function toFetchRequest(request: HTTPRequest, url: string): Request {
  if (standsIn()) return asRequest(new IncomingRequest(request, url));
  // Put in afterwards: a Request that is given a signal follows it with one of its own, which costs several times as much as all the rest.
  return Object.defineProperty(nativeRequest(request, url, headersOf(request)), "signal", {
    configurable: true,
    enumerable: true,
    get: () => request.signal,
  });
}

function nativeRequest(request: HTTPRequest, url: string, headers: Headers): Request {
  const method = methodOf(request);
  const init: RequestInit = { method, headers };
  if (request.hasBody && method !== "GET" && method !== "HEAD") {
    init.body = request.body.toWebStream() as ReadableStream;
    init.duplex = "half";
  }
  return new Request(url, init);
}

function methodOf({ method }: HTTPRequest): string {
  if (NORMALIZED.has(method)) return method;
  const capitals = method.toUpperCase();
  return NORMALIZED.has(capitals) ? capitals : method;
}

function headersOf(request: HTTPRequest): Headers {
  const headers = new Headers();
  for (const [name, value] of request.headers) headers.append(name, value);
  return headers;
}

function asRequest(request: IncomingRequest): Request {
  return request as unknown as Request;
}

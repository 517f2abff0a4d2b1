import { Factory } from "@twist/core";
import { type HTTPLimits, httpLimits } from "../wire/http-limits.js";
import type { AccessLog } from "./access-log.js";
import { Admission, type AdmissionOptions } from "./admission.js";
import { type FetchHandler, fetchRequestHandler } from "./fetch-handler.js";
import { HTTPServerProtocol } from "./http-server-protocol.js";
import { type HTTPTimeouts, httpTimeouts } from "./http-timeouts.js";
import type { RequestHandler } from "./request-handler.js";
import type { Resource } from "../resources/resource.js";
import { resourceRequestHandler } from "../resources/resource-handler.js";
import { ServerSettings } from "./server-settings.js";

/** What a server takes besides the way in which it answers. */
export interface HTTPServerOptions extends AdmissionOptions {
  /** Changes to the limits on what a peer may send. @default DEFAULT_HTTP_LIMITS */
  readonly limits?: Partial<HTTPLimits>;
  /** Changes to how long a peer may take. @default DEFAULT_HTTP_TIMEOUTS */
  readonly timeouts?: Partial<HTTPTimeouts>;
  /** Is told of each answered request. @default nobody */
  readonly accessLog?: AccessLog;
}

/** The three ways to answer, of which a server has one. */
export type HTTPFactoryOptions = HTTPServerOptions &
  (
    | {
        /** A tree of resources. */
        readonly resource: Resource;
        readonly handler?: never;
        readonly onRequest?: never;
      }
    | {
        /** A function of the Fetch API: `(request: Request) => Response | Promise<Response>`. */
        readonly handler: FetchHandler;
        readonly resource?: never;
        readonly onRequest?: never;
      }
    | {
        /** A function on the engine's own objects: the quickest way. */
        readonly onRequest: RequestHandler;
        readonly resource?: never;
        readonly handler?: never;
      }
  );

/**
 * Makes HTTP servers out of connections.
 *
 *     await serverFromString(reactor, "tcp:8080").listen(new HTTPFactory({ handler: () => new Response("Hello\n") }));
 */
export class HTTPFactory extends Factory<HTTPServerProtocol> {
  /** What a TLS port offers. */
  readonly alpnProtocols: readonly string[] = ["http/1.1"];
  readonly #settings: ServerSettings;

  /** @throws {TypeError} where there isn't exactly one way to answer. @throws {RangeError} where a limit or a time-out can't be one. */
  constructor(options: HTTPFactoryOptions) {
    super();
    const { limits, timeouts, accessLog } = options;
    this.#settings = new ServerSettings(requestHandlerOf(options), {
      limits: httpLimits(limits),
      timeouts: httpTimeouts(timeouts),
      admission: new Admission(options),
      accessLog,
    });
  }

  override buildProtocol(): HTTPServerProtocol {
    const protocol = new HTTPServerProtocol(this.#settings);
    protocol.factory = this;
    return protocol;
  }
}

function requestHandlerOf({ resource, handler, onRequest }: HTTPFactoryOptions): RequestHandler {
  const handlers: RequestHandler[] = [];
  if (resource !== undefined) handlers.push(resourceRequestHandler(resource));
  if (handler !== undefined) handlers.push(fetchRequestHandler(handler));
  if (onRequest !== undefined) handlers.push(onRequest);
  const [first] = handlers;
  if (first === undefined || handlers.length > 1) {
    throw new TypeError("give HTTPFactory exactly one of resource, handler and onRequest");
  }
  return first;
}

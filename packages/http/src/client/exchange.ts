import { CancelledError, Deferred, type DelayedCall, type ReactorTime } from "@twist/core";
import { ClientResponse, type ResponseFacts, type SwitchedConnection } from "./client-response.js";
import { HTTPClientError } from "./http-client-error.js";
import type { PreparedRequest } from "./prepared-request.js";
import { ResponseBody } from "./response-body.js";
import type { BodySource } from "./body-source.js";

/** Who has an exchange at present: the queue that it waits in, or the connection that it is on. */
export interface ExchangeHolder {
  /** It is given up: forget it. `exchange.fail` follows. */
  dropExchange(exchange: Exchange, reason: unknown): void;
}

/**
 * One request and its response, from the call to the last byte: what the caller waits for, and all that can end it early (signal, total
 * time, cancel).
 */
export class Exchange {
  readonly request: PreparedRequest;
  /** What the caller waits for. */
  readonly result: Deferred<ClientResponse>;
  /** Who has it. */
  holder: ExchangeHolder | undefined;
  /** How often it has been put on a connection that was dead already. */
  staleTries = 0;
  #response: ClientResponse | undefined;
  #over = false;
  #signal: AbortSignal | undefined;
  #timer: DelayedCall | undefined;

  constructor(request: PreparedRequest, clock: ReactorTime) {
    this.request = request;
    this.result = new Deferred<ClientResponse>(() => {
      this.abort(new CancelledError());
    });
    const { signal, timeoutMs } = request.options;
    if (timeoutMs !== undefined) {
      this.#timer = clock.callLater(timeoutMs, () => {
        this.abort(
          new HTTPClientError(`the request took longer than ${String(timeoutMs)} ms`, { code: "REQUEST_TIMEOUT" }),
        );
      });
    }
    if (signal !== undefined) this.#listenTo(signal);
  }

  /** Whether it has come to its end, good or bad. */
  get over(): boolean {
    return this.#over;
  }

  /** The response, once its head has come. */
  get response(): ClientResponse | undefined {
    return this.#response;
  }

  /** The head has come. @param source Where the content comes from; `undefined` where there is none. */
  respond(facts: ResponseFacts, source: BodySource | undefined, switched?: SwitchedConnection): ResponseBody {
    const body = new ResponseBody(source);
    this.#response = new ClientResponse(facts, this.request.url, body, switched);
    if (!this.result.called) this.result.callback(this.#response);
    return body;
  }

  /** The response has come to its end. */
  complete(): void {
    this.#end();
  }

  /** Nothing comes of it: the caller, or whoever reads the body, gets `error`. */
  fail(error: unknown): void {
    if (this.#over) return;
    this.#end();
    if (this.#response !== undefined) this.#response.body.bodyFailed(error);
    else if (!this.result.called) this.result.errback(error);
  }

  /** Gives it up, wherever it is. */
  abort(reason: unknown): void {
    if (this.#over) return;
    this.holder?.dropExchange(this, reason);
    this.fail(reason);
  }

  /** For the signal. */
  handleEvent(): void {
    this.abort(this.#signal?.reason);
  }

  #listenTo(signal: AbortSignal): void {
    this.#signal = signal;
    if (signal.aborted) this.abort(signal.reason);
    else signal.addEventListener("abort", this, { once: true });
  }

  #end(): void {
    this.#over = true;
    this.holder = undefined;
    this.#timer?.cancel();
    this.#signal?.removeEventListener("abort", this);
  }
}

import { DatagramProtocol, Deferred, type DelayedCall, type IPAddress, type ReactorTime } from "@twist/core";
import { TSIGError } from "../tsig/tsig-error.js";
import type { Message } from "../wire/message.js";
import { DNSExchangeError } from "./dns-exchange-error.js";
import type { SentQuery } from "./sent-query.js";

/** What one exchange by UDP is made of. */
export interface UDPExchangeOptions {
  readonly sent: SentQuery;
  /** The server's literal address. */
  readonly host: string;
  readonly port: number;
  /** The upstream's name, for errors. */
  readonly name: string;
  readonly clock: ReactorTime;
  readonly timeoutMs: number;
  /** Responses that don't match, after which it gives up. */
  readonly maxMismatches: number;
  /** Told of each response that doesn't match. */
  readonly mismatched: () => void;
}

/** One query on a port of its own, until its answer comes or it gives up. */
export class UDPExchange extends DatagramProtocol {
  /** The answer. Cancelling it gives up. */
  readonly answer: Deferred<Message>;
  readonly #options: UDPExchangeOptions;
  readonly #timer: DelayedCall;
  #mismatches = 0;
  #hasPort = false;
  #isOver = false;
  #signatureError: TSIGError | undefined;

  constructor(options: UDPExchangeOptions) {
    super();
    this.#options = options;
    this.answer = new Deferred<Message>(() => {
      this.#end();
    });
    this.#timer = options.clock.callLater(options.timeoutMs, () => {
      this.#timedOut();
    });
  }

  /** Whether it has its answer, or has given up. */
  get isOver(): boolean {
    return this.#isOver;
  }

  override startProtocol(): void {
    this.#hasPort = true;
    if (this.#isOver) {
      this.#closePort();
      return;
    }
    const { host, port } = this.#options;
    this.transport.connect(host, port).addCallbacks(
      () => {
        if (!this.#isOver) this.transport.write(this.#options.sent.bytes);
      },
      (error) => {
        this.fail(new DNSExchangeError("CONNECTION_FAILED", `there is no way to ${this.#options.name}`, error));
      },
    );
  }

  override datagramReceived(data: Buffer, from: IPAddress): void {
    if (this.#isOver) return;
    // The system sees to that once the port is connected; before that anybody may write to it.
    if (from.host !== this.#options.host || from.port !== this.#options.port) {
      this.#countMismatch();
      return;
    }
    let response: Message | undefined;
    try {
      response = this.#options.sent.match(data);
    } catch (error) {
      if (!(error instanceof TSIGError)) throw error;
      // RFC 8945 §5.3: it may be forged, and the true answer still be on its way.
      this.#signatureError = error;
    }
    if (response === undefined) {
      this.#countMismatch();
      return;
    }
    this.#end();
    this.answer.callback(response);
  }

  override connectionRefused(): void {
    this.fail(new DNSExchangeError("CONNECTION_REFUSED", `nobody listens at ${this.#options.name}`));
  }

  /** Gives up for this reason, unless it is over. */
  fail(error: DNSExchangeError): void {
    if (this.#isOver) return;
    this.#end();
    this.answer.errback(error);
  }

  #countMismatch(): void {
    this.#mismatches += 1;
    this.#options.mismatched();
    if (this.#mismatches < this.#options.maxMismatches) return;
    this.fail(
      this.#signatureFailure() ??
        new DNSExchangeError("MISMATCH", `too many responses from ${this.#options.name} that don't match the query`),
    );
  }

  #timedOut(): void {
    const { name, timeoutMs } = this.#options;
    this.fail(
      this.#signatureFailure() ??
        new DNSExchangeError("TIMEOUT", `${name} did not answer within ${String(Math.round(timeoutMs))} ms`),
    );
  }

  #signatureFailure(): DNSExchangeError | undefined {
    const error = this.#signatureError;
    return (
      error && new DNSExchangeError("BAD_SIGNATURE", `no response from ${this.#options.name} is signed well`, error)
    );
  }

  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#timer.cancel();
    if (this.#hasPort) this.#closePort();
  }

  #closePort(): void {
    void this.transport.stopListening();
  }
}

import type { ClientSink } from "../../src/machine/client-sink.js";
import { type ClientMachineOptions, HTTP1ClientMachine } from "../../src/machine/http1-client-machine.js";
import type { OutgoingRequest } from "../../src/machine/outgoing-request.js";
import type { ResponseHead } from "../../src/machine/response-head.js";
import { Headers } from "../../src/wire/headers.js";
import type { HTTPError } from "../../src/wire/http-error.js";

/** A client's machine whose events become lines of text, consecutive content joined, and whose output becomes a string. */
export class RecordingClient implements ClientSink {
  readonly machine: HTTP1ClientMachine;
  readonly heads: ResponseHead[] = [];
  onEnd: () => void = () => undefined;
  readonly #events: string[] = [];
  #content: string | undefined;

  constructor(options: ClientMachineOptions = {}) {
    this.machine = new HTTP1ClientMachine(this, options);
  }

  get events(): string[] {
    this.#flush();
    return this.#events;
  }

  /** Sends a whole request without a body. */
  request(method = "GET", changes: Partial<OutgoingRequest> = {}): this {
    this.machine.sendRequest({ method, target: "/", headers: new Headers([["Host", "a"]]), ...changes });
    this.machine.end();
    return this;
  }

  receive(...chunks: (Buffer | string)[]): this {
    for (const chunk of chunks) this.machine.receive(typeof chunk === "string" ? Buffer.from(chunk, "latin1") : chunk);
    return this;
  }

  /** What has been written since the last call. */
  output(): string {
    let text = "";
    this.machine.drainTo({
      write: (data) => {
        text += typeof data === "string" ? data : Buffer.from(data).toString("latin1");
        return true;
      },
      writeSequence: (chunks) => {
        text += Buffer.concat(chunks).toString("latin1");
        return true;
      },
    });
    return text;
  }

  interimHead(head: ResponseHead): void {
    this.#record(`interim ${String(head.status)}`);
  }

  responseHead(head: ResponseHead): void {
    this.heads.push(head);
    this.#record(`head ${String(head.status)} ${head.reason}`);
  }

  bodyData(chunk: Buffer): void {
    this.#content = (this.#content ?? "") + chunk.toString("latin1");
  }

  trailers(trailers: Headers): void {
    this.#record(`trailers ${JSON.stringify([...trailers])}`);
  }

  responseEnd(): void {
    this.#record(`end ${this.machine.state}`);
    this.onEnd();
  }

  upgraded(head: ResponseHead, leftover: Buffer): void {
    this.#record(`upgraded ${String(head.status)} ${leftover.toString("latin1")}`);
  }

  protocolError(error: HTTPError): void {
    this.#record(`error ${error.code}`);
  }

  connectionEnded(): void {
    this.#record("closed");
  }

  #flush(): void {
    if (this.#content === undefined) return;
    this.#events.push(`data ${this.#content}`);
    this.#content = undefined;
  }

  #record(event: string): void {
    this.#flush();
    this.#events.push(event);
  }
}

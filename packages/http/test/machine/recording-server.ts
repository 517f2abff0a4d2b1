import { HTTP1ServerMachine, type ServerMachineOptions } from "../../src/machine/http1-server-machine.js";
import type { RequestHead } from "../../src/machine/request-head.js";
import type { ResponseWriter } from "../../src/machine/response-writer.js";
import type { ServerSink } from "../../src/machine/server-sink.js";
import type { Headers } from "../../src/wire/headers.js";
import type { HTTPError } from "../../src/wire/http-error.js";

/** A server's machine whose events become lines of text, consecutive content joined, and whose output becomes a string. */
export class RecordingServer implements ServerSink {
  readonly machine: HTTP1ServerMachine;
  readonly heads: RequestHead[] = [];
  readonly responses: ResponseWriter[] = [];
  readonly errors: HTTPError[] = [];
  errorResponse: ResponseWriter | undefined;
  readonly onRequest: (response: ResponseWriter, head: RequestHead) => void;
  readonly #events: string[] = [];
  #content: string | undefined;

  constructor(options: ServerMachineOptions = {}, onRequest: RecordingServer["onRequest"] = () => undefined) {
    this.onRequest = onRequest;
    this.machine = new HTTP1ServerMachine(this, options);
  }

  get events(): string[] {
    this.#flush();
    return this.#events;
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

  requestHead(head: RequestHead, response: ResponseWriter): void {
    this.#record(`head ${head.method} ${head.target}`);
    this.heads.push(head);
    this.responses.push(response);
    this.onRequest(response, head);
  }

  bodyData(chunk: Buffer): void {
    this.#content = (this.#content ?? "") + chunk.toString("latin1");
  }

  trailers(trailers: Headers): void {
    this.#record(`trailers ${JSON.stringify([...trailers])}`);
  }

  requestEnd(): void {
    this.#record("end");
  }

  protocolError(error: HTTPError, response: ResponseWriter | undefined): void {
    this.#record(`error ${String(error.statusCode)} ${error.code}`);
    this.errors.push(error);
    this.errorResponse = response;
  }

  responseDropped(response: ResponseWriter): void {
    this.#record(`dropped ${String(this.responses.indexOf(response))}`);
  }

  pauseReading(): void {
    this.#record("pause");
  }

  resumeReading(): void {
    this.#record("resume");
  }

  upgraded(_response: ResponseWriter, leftover: Buffer): void {
    this.#record(`upgraded ${leftover.toString("latin1")}`);
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

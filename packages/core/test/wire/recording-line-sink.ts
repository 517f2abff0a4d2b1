import type { LineSink, LimitExceededError, ProtocolError } from "../../src/wire/index.js";

/** Writes down what a `LineFramer` says, in order. Raw data that comes in several pieces is one entry. */
export class RecordingLineSink implements LineSink {
  readonly events: string[] = [];
  readonly errors: ProtocolError[] = [];
  /** What to do in each call, after it has been written down. */
  onLine: (line: Buffer) => void = () => undefined;
  onRaw: (data: Buffer) => void = () => undefined;
  #raw = false;

  lineReceived(line: Buffer): void {
    this.#record(`line ${line.toString("latin1")}`);
    this.onLine(line);
  }

  rawDataReceived(data: Buffer): void {
    const text = data.toString("latin1");
    if (this.#raw) this.events.push(`${this.events.pop() ?? ""}${text}`);
    else this.#record(`raw ${text}`);
    this.#raw = true;
    this.onRaw(data);
  }

  rawDataEnded(): void {
    this.#record("raw ended");
  }

  lineLengthExceeded(error: LimitExceededError): void {
    this.#record("too long");
    this.errors.push(error);
  }

  lineMalformed(error: ProtocolError): void {
    this.#record("malformed");
    this.errors.push(error);
  }

  #record(event: string): void {
    this.#raw = false;
    this.events.push(event);
  }
}

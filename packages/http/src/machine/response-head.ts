import { type BodyFraming, responseFraming } from "../wire/body-framing.js";
import { CONNECTION_UPGRADE, mayPersist } from "../wire/connection-options.js";
import type { HeadScanner } from "../wire/head-scanner.js";
import { Headers } from "../wire/headers.js";
import type { StatusLine } from "../wire/status-line.js";

/** The head of a response that a client has read and found valid, final or interim. */
export class ResponseHead {
  /** The status code, 100 to 599. */
  readonly status: number;
  /** The reason phrase, often empty, never of meaning. */
  readonly reason: string;
  /** The server speaks HTTP/1.`minorVersion`: 0 or 1. */
  readonly minorVersion: number;
  /** How long the body is: 0 or more bytes, `CHUNKED`, or `UNTIL_CLOSE`. */
  readonly framing: BodyFraming;
  /** Whether the server would take another request on this connection. */
  readonly persistent: boolean;
  /** Whether it has an Upgrade field that Connection names. */
  readonly upgrades: boolean;
  readonly #text: string;
  readonly #fieldsStart: number;
  #headers: Headers | undefined;

  /**
   * @param scanner One that has just scanned a whole head.
   * @param method The method of the request that this answers.
   * @throws {HTTPError} where the length of the body is ambiguous.
   */
  constructor(scanner: HeadScanner<StatusLine>, method: string) {
    const { startLine, facts, text } = scanner;
    this.status = startLine.status;
    this.reason = text.substring(startLine.reasonStart, startLine.reasonEnd);
    this.minorVersion = startLine.minorVersion;
    this.framing = responseFraming(facts, this.status, method, this.minorVersion);
    this.persistent = mayPersist(facts.connection, this.minorVersion);
    this.upgrades = facts.upgrade && (facts.connection & CONNECTION_UPGRADE) !== 0;
    this.#text = text;
    this.#fieldsStart = scanner.fieldsStart;
  }

  /** The fields, in order. Split out of the head on first use. */
  get headers(): Headers {
    return (this.#headers ??= Headers.fromScannedText(this.#text.substring(this.#fieldsStart)));
  }
}

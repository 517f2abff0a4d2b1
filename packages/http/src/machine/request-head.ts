import { type BodyFraming, requestFraming } from "../wire/body-framing.js";
import { CONNECTION_UPGRADE, mayPersist } from "../wire/connection-options.js";
import { isAuthority } from "../wire/authority.js";
import type { FieldFacts } from "../wire/field-facts.js";
import type { HeadScanner } from "../wire/head-scanner.js";
import { Headers } from "../wire/headers.js";
import { HTTPError } from "../wire/http-error.js";
import type { RequestLine } from "../wire/request-line.js";
import { type TargetForm, absoluteAuthority, targetForm } from "../wire/request-target.js";
import { equalsIgnoreCase, trimOWS } from "../wire/octets.js";

/** The head of a request that a server has read and found valid. */
export class RequestHead {
  /** The method, as sent: methods are case-sensitive. */
  readonly method: string;
  /** The request-target, as sent. */
  readonly target: string;
  /** Which of the four forms `target` has. */
  readonly targetForm: TargetForm;
  /**
   * The host, with its port where one was given, that the request is for: of the target where that names one, which overrides the Host field
   * (RFC 9112 §3.2.2), otherwise of the Host field. Empty where an HTTP/1.0 client named none.
   */
  readonly authority: string;
  /** The client speaks HTTP/1.`minorVersion`: 0 or 1. */
  readonly minorVersion: number;
  /** How long the body is: 0 or more bytes, or `CHUNKED`. */
  readonly framing: BodyFraming;
  /** Whether the client would send another request on this connection. */
  readonly persistent: boolean;
  /** Whether the client waits for `100 Continue` before it sends the body. */
  readonly expectsContinue: boolean;
  /** Whether the connection may speak something else after this request: an Upgrade that Connection names, or CONNECT. */
  readonly maySwitch: boolean;
  readonly #text: string;
  readonly #fieldsStart: number;
  #headers: Headers | undefined;

  /**
   * @param scanner One that has just scanned a whole head.
   * @throws {HTTPError} where the head is well-formed and yet can't be served: see `HTTPErrorCode`.
   */
  constructor(scanner: HeadScanner<RequestLine>) {
    const { startLine, facts, text } = scanner;
    this.method = startLine.method;
    this.target = text.substring(startLine.targetStart, startLine.targetEnd);
    this.minorVersion = startLine.minorVersion;
    this.targetForm = targetForm(this.method, this.target);
    this.authority = authorityOf(this.target, this.targetForm, facts, this.minorVersion);
    this.framing = requestFraming(facts, this.method, this.minorVersion);
    this.persistent = mayPersist(facts.connection, this.minorVersion);
    this.expectsContinue = facts.expect !== undefined && expectsContinue(facts.expect, this.minorVersion);
    this.maySwitch =
      this.targetForm === "authority" ||
      (facts.upgrade && (facts.connection & CONNECTION_UPGRADE) !== 0 && this.minorVersion === 1);
    this.#text = text;
    this.#fieldsStart = scanner.fieldsStart;
  }

  /** The fields, in order. Split out of the head on first use. */
  get headers(): Headers {
    return (this.#headers ??= Headers.fromScannedText(this.#text.substring(this.#fieldsStart)));
  }
}

/** RFC 9112 §3.2: exactly one Host in HTTP/1.1, at most one in HTTP/1.0, and a valid one. */
function authorityOf(target: string, form: TargetForm, facts: FieldFacts, minorVersion: number): string {
  if (facts.hostCount !== 1 && (minorVersion === 1 || facts.hostCount > 1))
    throw badHost("there isn't exactly one Host");
  // An http URI never has an empty host (RFC 9110 §4.2.1); a target of another scheme may, and then Host is empty.
  if (facts.hostCount === 1 && !isAuthority(facts.host) && !(facts.host === "" && form === "absolute")) {
    throw badHost("Host isn't a host with an optional port");
  }
  if (form === "authority") return target;
  if (form === "absolute") return absoluteAuthority(target);
  return facts.host;
}

/** RFC 9110 §10.1.1: the one expectation there is; of HTTP/1.0 it is ignored. */
function expectsContinue(value: string, minorVersion: number): boolean {
  if (minorVersion === 0) return false;
  if (equalsIgnoreCase(trimOWS(value), "100-continue")) return true;
  throw new HTTPError("an expectation that can't be met", { code: "EXPECTATION_FAILED", statusCode: 417 });
}

function badHost(message: string): HTTPError {
  return new HTTPError(message, { code: "BAD_HOST" });
}

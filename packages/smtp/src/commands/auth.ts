import { InvalidTokenError } from "@twist/core/wire";
import { SMTPError } from "../wire/smtp-error.js";
import type { Command } from "./command.js";

/** Bytes of an AUTH line or of an answer to a challenge, without CRLF (RFC 4954 §4). */
export const MAX_AUTH_LINE_BYTES = 12_288;

/** AUTH (RFC 4954 §4): logs in with a SASL mechanism. `auth = "AUTH" SP sasl-mech [SP initial-response]`. */
export interface AuthCommand {
  readonly verb: "AUTH";
  /** The name of the mechanism, in capitals. */
  readonly mechanism: string;
  /** What the mechanism sends first, decoded; `undefined` for none, which isn't the same as empty (`=` on the wire). */
  readonly initialResponse: Buffer | undefined;
}

export const auth: Command<AuthCommand> = {
  verb: "AUTH",
  extraLineBytes: MAX_AUTH_LINE_BYTES,
  transitions: { ready: "ready" },
  parse(argument) {
    const [mechanism = "", encoded, ...rest] = argument.split(" ", 3);
    if (!isMechanism(mechanism.toUpperCase()) || rest.length > 0) {
      throw new SMTPError("AUTH is followed by a mechanism, and perhaps by its first message");
    }
    return {
      verb: "AUTH",
      mechanism: mechanism.toUpperCase(),
      initialResponse: encoded === undefined ? undefined : encoded === "=" ? Buffer.alloc(0) : decodeBase64(encoded),
    };
  },
  format({ mechanism, initialResponse }) {
    if (!isMechanism(mechanism)) throw new InvalidTokenError("AUTH mechanism", "is no name of a SASL mechanism");
    if (initialResponse === undefined) return `AUTH ${mechanism}`;
    return `AUTH ${mechanism} ${initialResponse.length === 0 ? "=" : initialResponse.toString("base64")}`;
  },
};

/** A client's answer to a challenge, decoded; `undefined` for `*`, which gives up. @throws {SMTPError} where it is no base64. */
export function parseAuthResponse(line: string): Buffer | undefined {
  return line === "*" ? undefined : decodeBase64(line);
}

/**
 * Base64 (RFC 4648 §4), of whole groups of four, with nothing between or behind them.
 *
 * @throws {SMTPError} 501 5.5.2 where `text` is none.
 */
export function decodeBase64(text: string): Buffer {
  const decoded = Buffer.from(text, "base64");
  // Node drops what isn't base64; what was dropped is missing when it is encoded again.
  if (decoded.toString("base64") !== text) {
    throw new SMTPError("that is no valid base64", { code: "BAD_ENCODING", enhancedCode: "5.5.2" });
  }
  return decoded;
}

/** sasl-mech = 1*20mech-char (RFC 4422 §3.1). */
function isMechanism(name: string): boolean {
  return name.length <= 20 && /^[A-Z0-9_-]+$/.test(name);
}

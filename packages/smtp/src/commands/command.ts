import type { SessionState } from "./session-state.js";

/**
 * A command of SMTP, whole: what it looks like on the wire, in both directions, and when it may come. Each has a file of its own in this folder, which exports
 * its values' type and one of these. The server's machine parses with it, the client formats with it.
 */
export interface Command<Value extends { readonly verb: string }> {
  /** The word that the line begins with. */
  readonly verb: Value["verb"];
  /** Bytes that the extensions of this command add to the length of its line (RFC 5321 §4.5.3.1.4 has 512). @default 0 */
  readonly extraLineBytes?: number;
  /** In which states it is legal, and what state a positive reply leads to. */
  readonly transitions: Transitions;
  /** Reads what stands behind the verb and the spaces after it, without CRLF. @throws {SMTPError} where it can't be read. */
  parse(argument: string): Value;
  /** The whole line, without CRLF. @throws {InvalidTokenError | SMTPError} where a value can't be written. */
  format(value: Omit<Value, "verb">): string;
}

/** For each state in which a command is legal, where it leads. */
export type Transitions = Readonly<Partial<Record<SessionState, SessionState>>>;

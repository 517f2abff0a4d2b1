import type { XclientCommand } from "../commands/xclient.js";
import type { SessionState } from "../commands/session-state.js";
import type { Dialect, SessionFacts } from "./session-facts.js";
import type { ServerMachineOptions } from "./server-machine-options.js";
import { SESSION_TRANSITIONS, type SMTPCommand } from "./session-transitions.js";

/** What a server knows of the session that it is in, and how commands change it. */
export class ServerSession implements SessionFacts {
  readonly dialect: Dialect;
  readonly requiresTLS: boolean;
  readonly requiresAuth: boolean;
  readonly maxRecipients: number;
  readonly maxMessageBytes: number;
  /** Whether the greeting was a no: then nothing but QUIT is done. */
  isRefused = false;
  state: SessionState = "hello";
  offered: ReadonlySet<string> = new Set();
  authNeedsTLS = false;
  secure = false;
  authenticated = false;
  smtpUTF8 = false;
  binary = false;
  recipients = 0;
  /** Whether the client is logged in at a proxy, as that says with XCLIENT. */
  #loggedInAtProxy = false;

  constructor(options: ServerMachineOptions) {
    this.dialect = options.dialect;
    this.requiresTLS = options.requiresTLS;
    this.requiresAuth = options.requiresAuth;
    this.maxRecipients = options.limits.maxRecipients;
    this.maxMessageBytes = options.limits.maxMessageBytes;
  }

  /** Whether no message is under way. */
  get isBetweenMessages(): boolean {
    return this.state === "hello" || this.state === "ready";
  }

  /** `command` has been done. Where it begins a message's content, the state stays until that has come. */
  accept(command: SMTPCommand): void {
    if (command.verb !== "DATA") this.state = SESSION_TRANSITIONS[command.verb][this.state] ?? this.state;
    switch (command.verb) {
      case "MAIL":
        this.smtpUTF8 = command.parameters.smtpUTF8 === true;
        this.binary = command.parameters.body === "BINARYMIME";
        break;
      case "RCPT":
        this.recipients++;
        break;
      case "AUTH":
        this.authenticated = true;
        break;
      case "XCLIENT":
        this.#becomeClient(command);
        break;
      case "EHLO":
      case "HELO":
      case "LHLO":
      case "RSET":
        this.#forgetMessage();
        break;
      default:
    }
  }

  /** The content of a message has come, and been answered. */
  messageEnded(): void {
    this.state = "ready";
    this.#forgetMessage();
  }

  /** All that was known of the client is forgotten (RFC 3207 §4.2). */
  forgetClient(): void {
    this.#forgetMessage();
    this.state = "hello";
    this.authenticated = this.#loggedInAtProxy = false;
    this.offered = new Set();
  }

  /** A client takes another one's place. What one XCLIENT doesn't say, an earlier one may have said. */
  #becomeClient({ attributes }: XclientCommand): void {
    const isLoggedIn = attributes.has("LOGIN") ? attributes.get("LOGIN") !== undefined : this.#loggedInAtProxy;
    this.forgetClient();
    this.authenticated = this.#loggedInAtProxy = isLoggedIn;
  }

  #forgetMessage(): void {
    this.smtpUTF8 = this.binary = false;
    this.recipients = 0;
  }
}

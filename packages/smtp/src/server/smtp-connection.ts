import type { Address, TLSInfo, Transport } from "@twist/core";
import type { Login } from "@twist/core/cred";
import type { Attributes } from "../commands/attributes.js";
import type { Dialect } from "../machine/session-facts.js";
import { formatReceivedField, receivedProtocol } from "../wire/received-field.js";
import type { MessageStream } from "./message-stream.js";

/** What a `SMTPConnection` is made of. */
export interface SMTPConnectionInit {
  readonly id: string;
  readonly transport: Transport;
  readonly hostname: string;
  readonly dialect: Dialect;
}

/** Nothing, said by nobody. */
export const noAttributes: Attributes = new Map();

/** What a session may know of the connection that it serves. It changes as the client says more of itself. */
export class SMTPConnection<Avatar = unknown> {
  /** Its name in the log. */
  readonly id: string;
  /** Which protocol is spoken. */
  readonly dialect: Dialect;
  /** The other end; where a proxy has said XCLIENT, the client that it names. */
  peer: Address;
  /** What the client calls itself; empty before it has said. */
  clientName = "";
  /** The name of the client's address, where a proxy has looked it up and said so with XCLIENT. */
  addressName: string | undefined = undefined;
  /** Whether it said EHLO or LHLO, and not HELO. */
  extended = false;
  /** Who is logged in. */
  login: Login<Avatar> | undefined = undefined;
  /** Whether somebody is logged in, here or, as XCLIENT says, at a proxy. */
  authenticated = false;
  /** What a proxy has said of the client: with XCLIENT of all that follows, with XFORWARD of the next message. */
  attributes: Attributes = noAttributes;
  readonly #transport: Transport;
  readonly #hostname: string;

  constructor({ id, transport, hostname, dialect }: SMTPConnectionInit) {
    this.id = id;
    this.dialect = dialect;
    this.peer = transport.peer;
    this.#transport = transport;
    this.#hostname = hostname;
  }

  /** Our end. */
  get host(): Address {
    return this.#transport.host;
  }

  /** How TLS is; `undefined` where it isn't. */
  get secure(): TLSInfo | undefined {
    return this.#transport.secure;
  }

  /** The `Received` field that RFC 5321 §4.4 has every server put before a message, with its CRLF. */
  receivedField({ id, envelope }: MessageStream): string {
    const [only, another] = envelope.recipients;
    return formatReceivedField({
      from: this.clientName,
      address: this.peer.type === "tcp" ? this.peer.host : undefined,
      addressName: this.addressName,
      by: this.#hostname,
      protocol: receivedProtocol({
        dialect: this.dialect,
        extended: this.extended,
        secure: this.secure !== undefined,
        authenticated: this.authenticated,
        smtpUTF8: envelope.parameters.smtpUTF8 === true,
      }),
      id,
      recipient: another === undefined ? only?.mailbox.toString() : undefined,
      wallTime: this.#transport.clock.wallTime(),
    });
  }
}

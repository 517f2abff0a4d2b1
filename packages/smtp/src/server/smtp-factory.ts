import { type Address, Factory } from "@twist/core";
import { ConnectionCount } from "@twist/core/policies";
import type { Dialect } from "../machine/session-facts.js";
import type { SMTPServerOptions } from "./server-options.js";
import { ServerSettings } from "./server-settings.js";
import { SMTPServerProtocol } from "./smtp-server-protocol.js";

/**
 * Makes SMTP servers out of connections.
 *
 *     const factory = new SMTPFactory({ hostname: "mail.example", session: deliverTo(new FileDelivery(files)) });
 *     await serverFromString(reactor, "tcp:25").listen(factory);
 */
export class SMTPFactory<Avatar = unknown> extends Factory<SMTPServerProtocol<Avatar>> {
  readonly #settings: ServerSettings<Avatar>;
  readonly #count = new ConnectionCount();

  /**
   * @throws {TypeError} where options don't go together, a name isn't one, or there is no such mechanism.
   * @throws {RangeError} where a limit or a time-out can't be one.
   */
  constructor(options: SMTPServerOptions<Avatar>) {
    super();
    this.#settings = new ServerSettings(this.dialect, options);
  }

  /** Which protocol its servers speak. */
  get dialect(): Dialect {
    return "SMTP";
  }

  override buildProtocol(peer: Address): SMTPServerProtocol<Avatar> {
    const count = this.#count;
    const isTooMany = count.overLimit(peer, this.#settings.machine.limits) !== undefined;
    const protocol = new SMTPServerProtocol(this.#settings, isTooMany ? undefined : { count, peer });
    protocol.factory = this;
    return protocol;
  }
}

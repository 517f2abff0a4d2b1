import type { DeliveryOptions } from "../delivery/delivery-options.js";
import { Delivery } from "../delivery/delivery.js";
import type { MaildirError } from "../errors/maildir-error.js";
import { formatFlagLetters } from "../names/flag-mask.js";
import { deliveryTarget } from "./mailbox-context.js";
import type { MailboxState } from "./mailbox-state.js";

/** How a message is appended. */
export interface AppendOptions extends DeliveryOptions {
  /** IMAP's names: `\Seen`, `$Forwarded`, a keyword. @default none: the message is new */
  readonly flags?: readonly string[];
}

/** An appended message, for IMAP's APPENDUID (RFC 4315 §3). */
export interface Appended {
  readonly uidValidity: number;
  readonly uid: number;
}

/** A message on its way into an open mailbox: a {@link Delivery} that ends with a UID. */
export class Append {
  readonly #state: MailboxState;
  readonly #delivery: Delivery;
  readonly #letters: string;

  private constructor(state: MailboxState, delivery: Delivery, letters: string) {
    this.#state = state;
    this.#delivery = delivery;
    this.#letters = letters;
  }

  static async begin(state: MailboxState, options: AppendOptions): Promise<Append> {
    const { flags = [], ...rest } = options;
    const flagLetters = formatFlagLetters(await state.keywords.maskOf(flags));
    const target = deliveryTarget(state.context, state.folder, () => Promise.resolve());
    return new Append(state, new Delivery(target, { ...rest, flagLetters }), flagLetters);
  }

  /** As `Delivery.write`. */
  write(chunk: Uint8Array): boolean {
    return this.#delivery.write(chunk);
  }

  /** What has gone wrong so far. */
  get failure(): MaildirError | undefined {
    return this.#delivery.failure;
  }

  /** Fulfils when there is room again. */
  drained(): Promise<void> {
    return this.#delivery.drained();
  }

  /** Stores the message. Fails as `Delivery.commit` does. */
  async commit(): Promise<Appended> {
    const { name } = await this.#delivery.commit();
    const letters = this.#letters;
    const file =
      letters === "" ? { place: "new" as const, name } : { place: "cur" as const, name: `${name}:2,${letters}` };
    const [uid = 0] = await this.#state.learn([file]);
    return { uidValidity: this.#state.index.uidValidity, uid };
  }

  /** Ends it without a message. */
  abort(): Promise<void> {
    return this.#delivery.abort();
  }
}

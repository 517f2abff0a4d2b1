import { Mailbox, type MailboxLease } from "./mailbox.js";
import type { MailboxListener } from "./mailbox-change.js";
import type { MailboxContext } from "./mailbox-context.js";
import { MailboxState } from "./mailbox-state.js";
import { MailboxWatch } from "./mailbox-watch.js";

interface OpenState {
  readonly state: MailboxState;
  readonly opened: Promise<void>;
  leases: number;
  listeners: number;
  watch: MailboxWatch | undefined;
}

/** The mailboxes that are open in this process, each of them once. */
export class OpenMailboxes {
  readonly #open = new Map<string, OpenState>();

  /** Opens the mailbox in `folder`, or joins those who have it open. */
  async open(context: MailboxContext, name: string, folder: string): Promise<Mailbox> {
    const joined = this.#open.get(folder);
    const open = joined ?? this.#begin(context, folder);
    open.leases += 1;
    try {
      await open.opened;
      // What is open may be behind: nobody need be watching.
      if (joined !== undefined) await open.state.sync();
    } catch (error) {
      this.#release(folder, open);
      throw error;
    }
    return new Mailbox(name, open.state, this.#lease(folder, open));
  }

  /** Ends a mailbox for all who have it open, because its folder is no longer what it was. */
  reset(folder: string): void {
    const open = this.#open.get(folder);
    this.#open.delete(folder);
    open?.state.reset();
  }

  #begin(context: MailboxContext, folder: string): OpenState {
    const state = new MailboxState(context, folder);
    const open: OpenState = { state, opened: state.open(), leases: 0, listeners: 0, watch: undefined };
    this.#open.set(folder, open);
    // Once it is another mailbox, the next to open it begins anew.
    state.listen(({ reset }) => {
      if (reset && this.#open.get(folder) === open) this.#open.delete(folder);
    });
    return open;
  }

  #lease(folder: string, open: OpenState): MailboxLease {
    return {
      listen: (listener) => this.#listen(open, listener),
      release: () => {
        this.#release(folder, open);
      },
    };
  }

  #listen(open: OpenState, listener: MailboxListener): () => void {
    const stop = open.state.listen(listener);
    open.listeners += 1;
    open.watch ??= new MailboxWatch(open.state);
    return () => {
      stop();
      open.listeners -= 1;
      if (open.listeners > 0) return;
      open.watch?.close();
      open.watch = undefined;
    };
  }

  #release(folder: string, open: OpenState): void {
    open.leases -= 1;
    if (open.leases === 0 && this.#open.get(folder) === open) this.#open.delete(folder);
  }
}

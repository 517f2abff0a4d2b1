import type { Transport } from "@twist/core";
import type { SMTPClientMachine } from "../machine/smtp-client-machine.js";

/** The connection, as the work on it sees it. */
export interface TransactionHost {
  readonly machine: SMTPClientMachine;
  readonly transport: Transport;
  /** A message is being sent: no reply is due, and only while the server takes nothing (`stalled`) does time run out. */
  messageStalled(stalled: boolean): void;
  /** From now on nothing new is put on the connection: `breakOff` is to follow once what is under way on it is done. */
  takeNoMore(): void;
  /** Ends the connection now, in the middle of whatever it is in; what waits for a reply fails with `reason`. */
  breakOff(reason: Error): void;
}

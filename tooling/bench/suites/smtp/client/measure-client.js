import { answer } from "../../../runner/answer.js";
import { startOf } from "../load/duration.js";
import { makeMessage } from "../load/messages.js";

/** How many connections there are at a time. */
export const connections = 8;

/**
 * In a client's own process: sends mails for a while.
 *
 * @param {(port: number) => (message: Buffer) => Promise<unknown>} makeClient Given a port, a function that sends a message.
 */
export function measureClient(makeClient) {
  /** @type {((message: Buffer) => Promise<unknown>) | undefined} */
  let client;
  answer({ measure });

  /** @param {{ port: number, bytes: number, mails: number, amount: import("../load/duration.js").Amount }} options */
  async function measure({ port, bytes, mails, amount }) {
    const send = (client ??= makeClient(port));
    const message = Buffer.from(makeMessage(bytes));
    const cpu = process.cpuUsage();
    const start = performance.now();
    const goesOn = startOf(amount);
    let sent = 0;
    const worker = async () => {
      do {
        await send(message);
        sent += 1;
      } while (goesOn(sent));
    };
    await Promise.all(Array.from({ length: mails }, worker));
    const { user, system } = process.cpuUsage(cpu);
    return {
      "per CPU second": sent / ((user + system) / 1e6),
      "per second": sent / ((performance.now() - start) / 1e3),
    };
  }
}

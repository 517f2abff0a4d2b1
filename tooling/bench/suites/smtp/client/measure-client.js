import { answer } from "../../../runner/answer.js";
import { makeMessage } from "../load/messages.js";

/** How many mails are under way at a time, and how many connections there are for them. */
export const concurrency = 8;
const milliseconds = 800;

/**
 * In a client's own process: sends mails for a while.
 *
 * @param {(port: number) => (message: Buffer) => Promise<unknown>} makeClient Given a port, a function that sends a message.
 */
export function measureClient(makeClient) {
  /** @type {((message: Buffer) => Promise<unknown>) | undefined} */
  let client;
  answer({ measure });

  /** @param {{ port: number, bytes: number }} options */
  async function measure({ port, bytes }) {
    const send = (client ??= makeClient(port));
    const message = Buffer.from(makeMessage(bytes));
    const cpu = process.cpuUsage();
    const start = performance.now();
    const end = start + milliseconds;
    let sent = 0;
    const worker = async () => {
      do {
        await send(message);
        sent += 1;
      } while (performance.now() < end);
    };
    await Promise.all(Array.from({ length: concurrency }, worker));
    const { user, system } = process.cpuUsage(cpu);
    return {
      "per CPU second": sent / ((user + system) / 1e6),
      "per second": sent / ((performance.now() - start) / 1e3),
    };
  }
}

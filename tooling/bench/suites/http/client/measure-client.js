import { answer } from "../../../runner/answer.js";

/** How many requests are under way at a time. */
const concurrency = 64;
const milliseconds = 500;

/**
 * In a client's own process: asks a server again and again for a while.
 *
 * @param {Record<string, (url: string) => (() => Promise<string>)>} clients For each way to ask: given a URL, a function that asks once and gives the body.
 */
export function measureClient(clients) {
  answer({ measure });

  /** @param {{ way: string, port: number }} options */
  async function measure({ way, port }) {
    const ask = clients[way]?.(`http://127.0.0.1:${String(port)}/`);
    if (ask === undefined) throw new Error(`there is no client "${way}"`);
    const cpu = process.cpuUsage();
    const start = performance.now();
    const end = start + milliseconds;
    let done = 0;
    const worker = async () => {
      do {
        if ((await ask()) !== "Hello, world!") throw new Error("a wrong answer");
        done += 1;
      } while (performance.now() < end);
    };
    await Promise.all(Array.from({ length: concurrency }, worker));
    const { user, system } = process.cpuUsage(cpu);
    return {
      "per CPU second": done / ((user + system) / 1e6),
      "per second": done / ((performance.now() - start) / 1e3),
    };
  }
}

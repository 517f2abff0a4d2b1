/** What is asked of a worker thread. */
export interface WorkerTask {
  readonly moduleURL: string;
  readonly exportName: string;
  readonly args: readonly unknown[];
}

/** What it answers. */
export type WorkerAnswer =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: unknown };

/**
 * What a worker thread of the pool runs. It is text, not a file, so that it is found wherever this package is bundled or loaded
 * from. What can't be cloned into an answer (a function, an error of a strange kind) comes back as an `Error` that says so.
 */
export const workerProgram = `
const { parentPort } = require("node:worker_threads");
parentPort.on("message", async ({ moduleURL, exportName, args }) => {
  let answer;
  try {
    const work = (await import(moduleURL))[exportName];
    if (typeof work !== "function") throw new TypeError(moduleURL + " exports no function " + JSON.stringify(exportName));
    answer = { ok: true, value: await work(...args) };
  } catch (error) {
    answer = { ok: false, error };
  }
  try {
    parentPort.postMessage(answer);
  } catch (error) {
    const message = answer.ok ? error.message : String(answer.error && answer.error.message || answer.error);
    parentPort.postMessage({ ok: false, error: new Error(message) });
  }
});
`;

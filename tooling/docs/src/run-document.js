import { fork } from "node:child_process";
import { clearTimeout, setTimeout } from "node:timers";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { withFreePorts } from "./free-ports.js";
import { blockName, writeToCache } from "./write-to-cache.js";

/** @typedef {import("./code-blocks.js").CodeBlock} CodeBlock */

/** How long a block may take to come to its end and to print what it should. */
export const blockTimeoutMs = 10_000;

const runner = fileURLToPath(new URL("run-block.js", import.meta.url));

/**
 * Runs the blocks of one document in order, each in a process that lives until the last has run: a server's block serves the client's.
 * Runs against the built packages.
 *
 * @param {readonly CodeBlock[]} blocks
 * @param {number} [timeoutMs] For each. Default: {@link blockTimeoutMs}.
 * @returns {Promise<Map<CodeBlock, string | undefined>>} For each what went wrong.
 */
export async function runDocument(blocks, timeoutMs = blockTimeoutMs) {
  const runnable = blocks.filter(({ noRun }) => noRun === undefined);
  const texts = await withFreePorts(runnable.map(({ code }) => code));
  const [folder = "none"] = runnable.map(blockName);
  const files = writeToCache(
    `run-${folder}`,
    runnable.map((block, index) => ({ name: `${blockName(block)}.mjs`, text: toJavaScript(texts[index] ?? "") })),
  );
  const running = [];
  const outcomes = new Map();
  for (const [index, block] of runnable.entries()) {
    const process = new BlockProcess(files[index] ?? "", block);
    running.push(process);
    outcomes.set(block, await process.outcome(timeoutMs));
  }
  // One that had run well may have broken later, while another used it.
  for (const process of running) outcomes.set(process.block, outcomes.get(process.block) ?? process.failure());
  await Promise.all(running.map((process) => process.stop()));
  return outcomes;
}

/** @param {string} code */
function toJavaScript(code) {
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true },
  });
  return outputText;
}

class BlockProcess {
  #child;
  #done = false;
  #stdout = "";
  #stderr = "";
  #changed = () => {};

  /**
   * @param {string} file
   * @param {CodeBlock} block
   */
  constructor(file, block) {
    this.block = block;
    this.#child = fork(runner, [file], { stdio: ["ignore", "pipe", "pipe", "ipc"], execArgv: [] });
    this.#child.on("message", () => {
      this.#done = true;
      this.#changed();
    });
    this.#child.on("exit", () => {
      this.#changed();
    });
    this.#child.stdout?.setEncoding("utf8").on("data", (text) => {
      this.#stdout += text;
      this.#changed();
    });
    this.#child.stderr?.setEncoding("utf8").on("data", (text) => {
      this.#stderr += text;
    });
  }

  /**
   * Waits until the block has run and printed what it should, or has failed.
   *
   * @param {number} timeoutMs
   * @returns {Promise<string | undefined>} What went wrong.
   */
  async outcome(timeoutMs) {
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      this.#changed();
    }, timeoutMs);
    try {
      while (!isLate && this.failure() === undefined && !(this.#done && this.#missing() === undefined)) {
        await new Promise((resolve) => {
          this.#changed = () => resolve(undefined);
        });
      }
    } finally {
      clearTimeout(timer);
    }
    const failure = this.failure();
    if (failure !== undefined || !isLate) return failure;
    const missing = this.#missing();
    const what = this.#done && missing !== undefined ? `did not print "${missing}"` : "did not come to its end";
    return this.#report(`${what} within ${String(timeoutMs)} ms`);
  }

  /** What has gone wrong so far. */
  failure() {
    const { exitCode, signalCode } = this.#child;
    if (exitCode === null && signalCode === null) return undefined;
    const missing = this.#missing();
    if (exitCode !== 0 || !this.#done) return this.#report(`ended with ${String(signalCode ?? exitCode)}`);
    return missing === undefined ? undefined : this.#report(`did not print "${missing}"`);
  }

  async stop() {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = new Promise((resolve) => this.#child.once("exit", resolve));
    this.#child.kill("SIGKILL");
    await gone;
  }

  #missing() {
    return this.block.prints.find((text) => !this.#stdout.includes(text));
  }

  /** @param {string} what */
  #report(what) {
    return `${this.block.file}:${String(this.block.line)}: the block ${what}\n${this.#stderr}`.trim();
  }
}

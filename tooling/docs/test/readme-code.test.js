import { beforeAll, describe, expect, it } from "@jest/globals";
import { documents } from "../src/documents.js";
import { blockTimeoutMs, runDocument } from "../src/run-document.js";
import { root } from "../src/root.js";
import { typeErrors } from "../src/type-errors.js";

/** @typedef {import("../src/code-blocks.js").CodeBlock} CodeBlock */

const found = documents(root).filter(({ blocks }) => blocks.length > 0);
const all = found.flatMap(({ blocks }) => blocks);

/** @param {CodeBlock} block */
const title = (block) => `${block.file}:${String(block.line)}`;

describe("the code of the READMEs", () => {
  /** @type {string[][]} */
  let errors = [];

  beforeAll(() => {
    errors = typeErrors(all);
  }, 120_000);

  it.each(all.map((block, index) => ({ name: title(block), index })))("type-checks: $name", ({ index }) => {
    expect(errors[index]).toEqual([]);
  });
});

describe.each(found)("run in order, the code of $file", ({ blocks }) => {
  const runnable = blocks.filter(({ noRun }) => noRun === undefined);
  if (runnable.length === 0) return;
  /** @type {Map<CodeBlock, string | undefined>} */
  let outcomes = new Map();

  beforeAll(
    async () => {
      outcomes = await runDocument(runnable);
    },
    blockTimeoutMs * (runnable.length + 1),
  );

  it.each(runnable.map((block) => ({ name: title(block), block })))("runs: $name", ({ block }) => {
    expect(outcomes.has(block)).toBe(true);
    expect(outcomes.get(block)).toBeUndefined();
  });
});

/**
 * A `ts` block of a document.
 *
 * @typedef {object} CodeBlock
 * @property {string} file The document, relative to the top folder.
 * @property {number} line Of the block's first line of code, counted from 1.
 * @property {string} code
 * @property {string | undefined} noRun Why it can't be run: what stands behind `no-run:`.
 * @property {readonly string[]} prints What it must print when it is run: each `// prints: TEXT` in it.
 */

const fence = /^```(.*)$/;
const noRunMark = /^no-run(?::\s*(.+))?$/;
const printsMark = /\/\/ prints: (.+)$/;

/**
 * The TypeScript in a document. Each block is a module; ` ```ts no-run: REASON ` marks one that is only type-checked.
 *
 * @param {string} file
 * @param {string} document
 * @returns {CodeBlock[]}
 */
export function codeBlocks(file, document) {
  /** @type {CodeBlock[]} */
  const blocks = [];
  /** @type {{ info: string, line: number, code: string[] } | undefined} */
  let open = undefined;
  for (const [index, text] of document.split(/\r?\n/).entries()) {
    const info = fence.exec(text)?.[1];
    if (info === undefined) {
      open?.code.push(text);
    } else if (open === undefined) {
      open = { info, line: index + 2, code: [] };
    } else {
      const { info: opening, line, code } = open;
      open = undefined;
      const [language = "", ...flags] = opening.trim().split(" ");
      if (language === "ts" || language === "typescript") blocks.push(codeBlock(file, line, flags.join(" "), code));
    }
  }
  return blocks;
}

/**
 * @param {string} file
 * @param {number} line
 * @param {string} flags What stands behind the language.
 * @param {readonly string[]} code
 * @returns {CodeBlock}
 */
function codeBlock(file, line, flags, code) {
  const noRun = noRunMark.exec(flags);
  if (flags !== "" && noRun?.[1] === undefined) {
    throw new Error(`${file}:${String(line - 1)}: write "no-run: REASON" behind ts, or nothing, not "${flags}"`);
  }
  return {
    file,
    line,
    code: `${code.join("\n")}\n`,
    noRun: noRun?.[1],
    prints: code.flatMap((text) => printsMark.exec(text)?.[1] ?? []),
  };
}

import { fileURLToPath } from "node:url";
import ts from "typescript";
import { blockName, writeToCache } from "./write-to-cache.js";

/** @typedef {import("./code-blocks.js").CodeBlock} CodeBlock */

/** As strict as everything else, with Node's types. */
const tsconfig = fileURLToPath(new URL("../tsconfig.json", import.meta.url));

/**
 * Type-checks each block as a module, against the sources of the packages, with one program for all.
 *
 * @param {readonly CodeBlock[]} blocks
 * @returns {string[][]} For each block its errors, with the file and line of the document.
 */
export function typeErrors(blocks) {
  const files = writeToCache(
    "types",
    blocks.map((block) => ({ name: `${blockName(block)}.mts`, text: block.code })),
  );
  const config = ts.getParsedCommandLineOfConfigFile(
    tsconfig,
    { noEmit: true },
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: raise },
  );
  if (config === undefined) throw new Error(`${tsconfig} can't be read`);
  const program = ts.createProgram(files, config.options);
  return blocks.map((block, index) => {
    const source = program.getSourceFile(files[index] ?? "");
    if (source === undefined) throw new Error(`TypeScript did not load ${block.file}:${String(block.line)}`);
    const errors = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return errors.map((error) => describe(block, error));
  });
}

/**
 * @param {CodeBlock} block
 * @param {ts.Diagnostic} error
 */
function describe(block, error) {
  const message = ts.flattenDiagnosticMessageText(error.messageText, "\n");
  const line = error.file?.getLineAndCharacterOfPosition(error.start ?? 0).line ?? 0;
  return `${block.file}:${String(block.line + line)}: ${message}`;
}

/**
 * @param {ts.Diagnostic} diagnostic
 * @returns {never}
 */
function raise(diagnostic) {
  throw new Error(ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n"));
}

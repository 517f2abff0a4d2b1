/**
 * Lets a child process load the TypeScript sources of this repository: `node --import …/typescript-hooks.mjs program.ts`. What a file
 * compiles to is kept, so that only the first child after a change has to load the compiler.
 */

import { createHash } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { isMainThread } from "node:worker_threads";
import { register } from "node:module";
import { fileURLToPath } from "node:url";

const cache = fileURLToPath(new URL("../../../node_modules/.cache/typescript-hooks/", import.meta.url));

if (isMainThread) register(import.meta.url);

export async function resolve(specifier, context, next) {
  if (specifier.startsWith(".") && context.parentURL?.endsWith(".ts"))
    return next(specifier.replace(/\.js$/, ".ts"), context);
  return next(specifier, context);
}

export async function load(url, context, next) {
  if (!url.endsWith(".ts")) return next(url, context);
  const text = await readFile(fileURLToPath(url), "utf8");
  const kept = `${cache}${createHash("sha256").update(text).digest("hex")}.js`;
  const source = (await readFile(kept, "utf8").catch(() => undefined)) ?? (await compile(text, kept));
  return { format: "module", source, shortCircuit: true };
}

async function compile(text, kept) {
  const { default: typescript } = await import("typescript");
  const { outputText } = typescript.transpileModule(text, {
    compilerOptions: { module: typescript.ModuleKind.ESNext, target: typescript.ScriptTarget.ES2022 },
  });
  // Another child may be at the same file: whoever reads it finds all of it.
  const unfinished = `${kept}.${process.pid}`;
  await mkdir(cache, { recursive: true });
  await writeFile(unfinished, outputText);
  await rename(unfinished, kept);
  return outputText;
}

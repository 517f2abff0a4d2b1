import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const own = fileURLToPath(new URL("../src/", import.meta.url));
const core = fileURLToPath(new URL("../../core/src/", import.meta.url));

/** Programs that a test starts can't load TypeScript. This writes the package and core as JavaScript, and programs that import `./maildir/index.js`. */
export class CompiledPackage implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), "twist-maildir-compiled-"));

  constructor() {
    writeFileSync(join(this.folder, "package.json"), '{"type":"module"}');
    compileAll(own, join(this.folder, "maildir"));
    const target = join(this.folder, "node_modules/@twist/core");
    compileAll(core, target);
    const exports = { ".": "./index.js", "./wire": "./wire/index.js", "./filesystem": "./filesystem/index.js" };
    writeFileSync(join(target, "package.json"), JSON.stringify({ name: "@twist/core", type: "module", exports }));
  }

  /** Writes a program, and gives its path. */
  write(name: string, text: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, text);
    return path;
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function compileAll(from: string, to: string): void {
  for (const file of readdirSync(from, { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".ts")) continue;
    const { outputText } = ts.transpileModule(readFileSync(join(from, file), "utf8"), {
      compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true },
    });
    const path = join(to, file.replace(/\.ts$/, ".js"));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, outputText);
  }
}

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import ts from "typescript";

const source = fileURLToPath(new URL("../../../src/", import.meta.url));
/** What the reactor needs of core. */
const rooms = ["errors", "deferred", "wire", "logging", "transport", "protocol", "reactor"];

/**
 * Programs that a test starts can't load TypeScript. This writes core's lower rooms as JavaScript into a temporary folder, where
 * `write` adds programs that import from it, as in `./protocol/protocol.js`.
 */
export class CompiledSources {
  readonly folder = mkdtempSync(join(tmpdir(), "twist-core-"));

  constructor() {
    writeFileSync(join(this.folder, "package.json"), '{"type":"module"}');
    for (const room of rooms) {
      for (const file of readdirSync(join(source, room), { recursive: true, encoding: "utf8" })) {
        if (file.endsWith(".ts")) this.#compile(join(room, file));
      }
    }
  }

  /** Writes a program, and gives its path. */
  write(name: string, text: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, text);
    return path;
  }

  /** As `write`, and gives the module's URL. */
  writeModule(name: string, text: string): URL {
    return pathToFileURL(this.write(name, text));
  }

  #compile(file: string): void {
    const { outputText } = ts.transpileModule(readFileSync(join(source, file), "utf8"), {
      compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true },
    });
    const target = join(this.folder, file.replace(/\.ts$/, ".js"));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, outputText);
  }
}

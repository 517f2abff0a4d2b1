/** `pnpm docs:update`: writes what stands in the documents and is generated from elsewhere. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generatedParts } from "./src/generated-parts.js";
import { replacePart } from "./src/replace-part.js";
import { root } from "./src/root.js";

for (const { file, name, content } of await generatedParts(root)) {
  const path = join(root, file);
  const before = readFileSync(path, "utf8");
  const after = replacePart(before, name, content);
  if (after !== before) {
    writeFileSync(path, after);
    console.log(`updated ${name} in ${file}`);
  }
}

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { generatedParts } from "../src/generated-parts.js";
import { packages } from "../src/packages.js";
import { replacePart } from "../src/replace-part.js";
import { root } from "../src/root.js";

const parts = await generatedParts(root);

describe("what is generated in the documents", () => {
  it.each(parts)("$name in $file is up to date (pnpm docs:update writes it)", ({ file, name, content }) => {
    const document = readFileSync(join(root, file), "utf8").replaceAll("\r\n", "\n");
    expect(document).toBe(replacePart(document, name, content));
  });

  it("names core first, then the protocols, then what is composed of them", () => {
    const names = packages(root).map(({ name }) => name);
    expect(names[0]).toBe("@twist/core");
    expect(names.indexOf("@twist/http")).toBeLessThan(names.indexOf("@twist/cli"));
  });

  it("replaces what stands between the marks, and nothing else", () => {
    const document = "# A\n\n<!-- x:begin -->\n\nold\n\n<!-- x:end -->\n\nB\n";
    const replaced = "# A\n\n<!-- x:begin -->\n\nnew\n\n<!-- x:end -->\n\nB\n";
    expect(replacePart(document, "x", "new\n")).toBe(replaced);
    expect(replacePart(replaced, "x", "new\n")).toBe(replaced);
  });

  it("refuses a document that lacks the marks", () => {
    expect(() => replacePart("# A\n", "x", "new")).toThrow("lacks <!-- x:begin -->");
  });
});

describe("this package", () => {
  it("depends on every published package, so that the code of each README finds what it imports", () => {
    const manifest = /** @type {{ dependencies: Record<string, string> }} */ (
      JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"))
    );
    expect(Object.keys(manifest.dependencies)).toEqual(expect.arrayContaining(packages(root).map(({ name }) => name)));
  });
});

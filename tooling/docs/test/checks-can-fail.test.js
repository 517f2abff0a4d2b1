import { describe, expect, it } from "@jest/globals";
import { codeBlocks } from "../src/code-blocks.js";
import { withFreePorts } from "../src/free-ports.js";
import { runDocument } from "../src/run-document.js";
import { typeErrors } from "../src/type-errors.js";

/** @param {string[]} blocks */
const documentOf = (...blocks) => blocks.map((code) => `Some text.\n\n\`\`\`ts\n${code}\n\`\`\`\n`).join("\n");

const server = `import { Factory, Protocol, reactor, serverFromString } from "@twist/core";
class Echo extends Protocol {
  override dataReceived(data: Buffer): void {
    this.transport.write(data);
  }
}
await serverFromString(reactor, "tcp:8007:interface=127.0.0.1").listen(Factory.forProtocol(Echo));`;

describe("codeBlocks", () => {
  it("takes the ts blocks with the lines that they stand on, and leaves other languages alone", () => {
    const document =
      "a\n```sh\nls\n```\n\n```ts\nconst a = 1;\n// prints: one\n```\n```ts no-run: needs a printer\nb();\n```\n";
    expect(codeBlocks("X.md", document)).toEqual([
      { file: "X.md", line: 7, code: "const a = 1;\n// prints: one\n", noRun: undefined, prints: ["one"] },
      { file: "X.md", line: 11, code: "b();\n", noRun: "needs a printer", prints: [] },
    ]);
  });

  it.each(["no-run", "norun: because", "no-check"])("refuses ```ts %s", (flags) => {
    expect(() => codeBlocks("X.md", `\`\`\`ts ${flags}\nb();\n\`\`\`\n`)).toThrow("X.md:1: write");
  });
});

describe("typeErrors", () => {
  it("names the document's line of a mistake, and finds none in what is right", () => {
    const wrong = 'import { succeed } from "@twist/core";\n\nconst text: string = succeed(1);\nexport { text };';
    const blocks = codeBlocks("X.md", documentOf(server, wrong));
    const [right, errors] = typeErrors(blocks);
    expect(right).toEqual([]);
    expect(errors).toHaveLength(1);
    expect(errors?.[0]).toMatch(/^X\.md:18: Type 'Deferred<number>' is not assignable to type 'string'/);
  }, 60_000);
});

describe("runDocument", () => {
  it("says what a block threw, which text it did not print, and which one never came to its end", async () => {
    const blocks = codeBlocks(
      "X.md",
      documentOf(
        'console.log("well"); // prints: well',
        'throw new Error("broken on purpose");',
        'console.log("something else"); // prints: expected',
        "await new Promise((resolve) => setInterval(() => {}, 1_000));",
        'setTimeout(() => { throw new Error("later"); }, 1);\nconsole.log("x");\n// prints: y',
      ),
    );
    const outcomes = [...(await runDocument(blocks, 3_000)).values()];
    expect(outcomes[0]).toBeUndefined();
    expect(outcomes[1]).toMatch(/^X\.md:10: the block ended with 1\n[^]*broken on purpose/);
    expect(outcomes[2]).toBe('X.md:16: the block did not print "expected"');
    expect(outcomes[3]).toBe("X.md:22: the block did not come to its end within 3000 ms");
    expect(outcomes[4]).toMatch(/^X\.md:28: the block ended with 1\n[^]*later/);
  }, 60_000);
});

describe("withFreePorts", () => {
  it("gives a server and its client the same other port, and changes nothing else", async () => {
    const [first = "", second = ""] = await withFreePorts([
      'listen("tcp:8007:interface=127.0.0.1", 8007);',
      'connect("tcp:127.0.0.1:8007"); fetch("http://localhost:8080/8080");',
    ]);
    const port = /"tcp:(\d+):/.exec(first)?.[1] ?? "";
    expect(port).not.toBe("8007");
    expect(first).toBe(`listen("tcp:${port}:interface=127.0.0.1", 8007);`);
    expect(second).toMatch(
      new RegExp(`^connect\\("tcp:127\\.0\\.0\\.1:${port}"\\); fetch\\("http://localhost:(?!8080)\\d+/8080"\\);$`),
    );
  });
});

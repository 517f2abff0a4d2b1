import { describe, expect, it } from "@jest/globals";
import { Name } from "../../src/wire/name.js";
import { ROOT_HINTS } from "../../src/recursive/root-hints.js";
import { Internet, rootAddress, texts, usualServers, zoneScript } from "./internet.js";

const truth = ["www.example.com. 3600 IN A 198.51.100.1"];
const root = usualServers[rootAddress]?.["."] ?? "";

/** A world whose root has moved: the server of the hints is old, and knows the new one. */
async function movedRoot(): Promise<Internet> {
  const zones = { ".": `${root}\n@ NS new\nnew A 192.0.2.9` };
  const internet = await Internet.start({ [rootAddress]: zones, "192.0.2.9": zones });
  internet.resolver({ prime: true });
  return internet;
}

describe("The root servers of a RecursiveResolver", () => {
  it("are asked who they are with the first question, which doesn't wait for it (RFC 8109)", async () => {
    const internet = await movedRoot();
    expect(texts(await internet.ask("www.example.com."))).toEqual(truth);
    expect([...internet.takeAsked()].sort()).toEqual(
      [
        `${rootAddress} . NS`,
        `${rootAddress} com. A`,
        "192.0.2.10 www.example.com. A",
        "192.0.2.2 example.com. A",
      ].sort(),
    );
    await internet.ask("www.example.net.");
    for (const name of ["a.", "b.", "c.", "d.", "e.", "f.", "g.", "h."]) await internet.ask(name);
    expect(internet.asked.some((line) => line.startsWith("192.0.2.9 "))).toBe(true);
    expect(internet.asked.filter((line) => line.endsWith(" . NS"))).toEqual([]);
  });

  it("are asked again when the time of the answer is over", async () => {
    const internet = await movedRoot();
    await internet.ask("www.example.com.");
    await internet.network.run(3_700_000);
    internet.takeAsked();
    await internet.ask("www.example.net.");
    expect(internet.asked.filter((line) => line.endsWith(" . NS"))).toHaveLength(1);
  });

  it("stay those of the hints where none says who they are, and are asked again after a while", async () => {
    const internet = await movedRoot();
    const honest = zoneScript({ ".": root });
    await internet.serve(rootAddress, (asked) => {
      if (asked.message.question[0]?.type === 2) asked.send(asked.message.reply({ rcode: 5 }));
      else honest(asked);
    });
    expect(texts(await internet.ask("www.example.com."))).toEqual(truth);
    await internet.ask("www.example.net.");
    expect(internet.takeAsked().filter((line) => line.endsWith(" . NS"))).toHaveLength(1);
    await internet.network.run(61_000);
    expect((await internet.ask("example.")).rcode).toBe(3);
    expect(internet.asked.filter((line) => line.endsWith(" . NS"))).toHaveLength(1);
  });

  it("aren't replaced by those of an answer without their addresses", async () => {
    const internet = await movedRoot();
    await internet.serve(rootAddress, zoneScript({ ".": root.replace(/^ns A.*/, "") }));
    await internet.ask("www.example.com.");
    expect(texts(await internet.ask("www.example.net."))).toHaveLength(1);
  });

  it("aren't asked who they are where the hints are all there is", async () => {
    const internet = await Internet.start();
    await internet.ask("www.example.com.");
    expect(internet.asked.filter((line) => line.endsWith(" . NS"))).toEqual([]);
  });

  it("are thirteen, each with an address of both families", () => {
    expect(ROOT_HINTS).toHaveLength(13);
    for (const { name, addresses } of ROOT_HINTS) {
      expect(name.isSubdomainOf(Name.fromText("root-servers.net."))).toBe(true);
      expect(addresses.map((address) => address.includes(":"))).toEqual([false, true]);
    }
  });
});

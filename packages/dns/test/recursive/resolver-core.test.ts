import { describe, expect, it } from "@jest/globals";
import { QueryBudget } from "../../src/recursive/query-budget.js";
import { ResolverCore } from "../../src/recursive/resolver-core.js";
import { resolverLimits } from "../../src/recursive/resolver-limits.js";
import { Name } from "../../src/wire/name.js";
import { question } from "../cache/records.js";
import { Internet, rootAddress } from "./internet.js";

const www = question("www.example.com.");

async function world(): Promise<{
  internet: Internet;
  core: ResolverCore;
  budget: (maxQueries: number) => QueryBudget;
}> {
  const internet = await Internet.start();
  const { reactor } = internet.network.host("resolver", { addresses: ["192.0.2.250"] });
  const limits = resolverLimits();
  const core = new ResolverCore({
    reactor,
    limits,
    rootHints: [{ name: Name.fromText("ns."), addresses: [rootAddress] }],
    prime: false,
    minimisation: "relaxed",
    families: [4],
    allowPrivate: false,
    port: 53,
  });
  return { internet, core, budget: (maxQueries) => new QueryBudget(reactor, { ...limits, maxQueries }) };
}

describe("ResolverCore", () => {
  it("lets nobody fail because another, who asked the same before, had nothing left to spend", async () => {
    const { internet, core, budget } = await world();
    const poor = core.find(www, { budget: budget(1) });
    const others = Array.from({ length: 5 }, () => core.find(www, { budget: budget(100) }));
    const failed = expect(poor).rejects.toMatchObject({ code: "QUERY_BUDGET" });
    await internet.network.run();
    await failed;
    expect((await Promise.all(others)).map(({ kind }) => kind)).toEqual(Array(5).fill("records"));
    // Together, and from where the first one got to.
    expect(internet.asked).toHaveLength(3);
  });

  it("tries only once more, for all together, where those who asked before had nothing left", async () => {
    const { internet, core, budget } = await world();
    const all = Array.from({ length: 20 }, () => core.find(www, { budget: budget(1) }));
    const failed = Promise.allSettled(all);
    await internet.network.run();
    expect((await failed).every(({ status }) => status === "rejected")).toBe(true);
    expect(internet.asked).toHaveLength(2);
  });

  it("opens nothing more once it is closed, whatever was about to be asked", async () => {
    const { internet, core, budget } = await world();
    await internet.serve(rootAddress, ({ message, send, from }) => {
      const reply = message.reply();
      reply.tc = from !== undefined;
      send(reply);
      // At the very moment at which the resolver goes over to TCP.
      if (from !== undefined)
        internet.network.host("resolver").reactor.callLater(5, () => {
          core.close();
        });
    });
    const failed = expect(core.find(www, { budget: budget(100) })).rejects.toMatchObject({ code: "CLOSED" });
    await internet.network.run();
    await failed;
    expect(internet.asked).toHaveLength(1);
    expect(internet.network.openHandles().filter((handle) => handle.startsWith("resolver"))).toEqual([]);
  });
});

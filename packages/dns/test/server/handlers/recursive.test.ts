import { describe, expect, it } from "@jest/globals";
import { cache } from "../../../src/server/handlers/cache.js";
import { chainHandlers, type DNSHandler, isMessage } from "../../../src/server/dns-handler.js";
import { recursive } from "../../../src/server/handlers/recursive.js";
import type { Message } from "../../../src/wire/message.js";
import { Rcode } from "../../../src/wire/rcode.js";
import { extendedErrors, Internet, texts } from "../../recursive/internet.js";
import { answerOf, type Asking, queryFor } from "../ask.js";

async function ask(internet: Internet, handlers: readonly DNSHandler[], asking: Asking): Promise<Message> {
  const answering = chainHandlers(handlers)(queryFor(asking));
  await internet.network.run();
  const answer = await answering;
  if (!isMessage(answer)) throw new Error("it isn't answered by one message");
  return answer;
}

describe("recursive", () => {
  it("finds out what the client asks for", async () => {
    const internet = await Internet.start();
    const reply = await ask(internet, [recursive(internet.resolver())], { name: "www.example.com." });
    expect([reply.ra, reply.aa, texts(reply)]).toEqual([true, false, ["www.example.com. 3600 IN A 198.51.100.1"]]);
  });

  it("refuses who doesn't want recursion, so that nobody learns what others ask for", async () => {
    const internet = await Internet.start();
    const handlers = [recursive(internet.resolver())];
    await ask(internet, handlers, { name: "www.example.com." });
    const query = queryFor({ name: "www.example.com." });
    query.message.rd = false;
    const reply = answerOf(handlers, query);
    expect([reply?.rcode, reply && extendedErrors(reply)]).toEqual([Rcode.REFUSED, [20]]);
  });

  it("leaves other opcodes to others", async () => {
    const internet = await Internet.start();
    const query = queryFor();
    query.message.opcode = 4;
    expect(answerOf([recursive(internet.resolver())], query)?.rcode).toBe(Rcode.NOTIMP);
  });

  it("says NOTIMP to transfers, which it can't make", async () => {
    const internet = await Internet.start();
    const reply = await ask(internet, [recursive(internet.resolver())], { name: "example.com.", type: "AXFR" });
    expect(reply.rcode).toBe(Rcode.NOTIMP);
    expect(internet.asked).toEqual([]);
  });

  it("gives what is stale from the cache before it, while the servers of a zone are dead (RFC 8767)", async () => {
    const internet = await Internet.start();
    const { reactor } = internet.network.host("resolver", { addresses: ["192.0.2.250"] });
    const handlers = [cache({}, reactor), recursive(internet.resolver())];
    await ask(internet, handlers, { name: "www.example.com." });
    await internet.network.run(4_000_000);
    for (const address of ["192.0.2.2", "192.0.2.10"]) await internet.serve(address, () => undefined);
    const before = internet.network.now();
    const reply = chainHandlers(handlers)(queryFor({ name: "www.example.com." }));
    await internet.network.run(1_900);
    const stale = await reply;
    if (!isMessage(stale)) throw new Error("it isn't answered by one message");
    expect([texts(stale), extendedErrors(stale)]).toEqual([["www.example.com. 30 IN A 198.51.100.1"], [3]]);
    expect(internet.network.now() - before).toBeLessThanOrEqual(1_900);
  });
});

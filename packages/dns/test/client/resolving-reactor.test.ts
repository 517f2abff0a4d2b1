import { describe, expect, it } from "@jest/globals";
import { Factory, Protocol, TCPClientEndpoint, TLSClientEndpoint } from "@twist/core";
import { SimulatedAuthority } from "@twist/core/testing";
import { DNSLookupError } from "../../src/client/dns-lookup-error.js";
import { ResolvingReactor } from "../../src/client/resolving-reactor.js";
import { type ClientWorld, clientWorlds } from "./client-world.js";
import { answerFrom, silence } from "./scripted-zone.js";

const open = clientWorlds();
const authority = new SimulatedAuthority();
const www = answerFrom({
  "www.example. A": ["www.example. 60 IN A 192.0.2.80"],
  "www.example. AAAA": [],
});

const silent = Factory.from(() => new (class extends Protocol {})());

/** A server that greets, at an address that only our name server knows by that name. */
async function greeting(here: ClientWorld, greeted: string[]): Promise<Factory> {
  const { reactor } = here.network.host("some-server", { addresses: ["192.0.2.80"] });
  const greeter = Factory.from(
    () =>
      new (class extends Protocol {
        override connectionMade(): void {
          this.transport.write("hello");
          this.transport.loseConnection();
        }
      })(),
  );
  await reactor.listenTCP(80, greeter);
  await reactor.listenTLS(443, greeter, { certificate: authority.issue(["www.example"]) });
  return Factory.from(
    () =>
      new (class extends Protocol {
        override dataReceived(data: Buffer): void {
          greeted.push(data.toString());
        }
      })(),
  );
}

describe("ResolvingReactor", () => {
  it("lets endpoints find names by the resolver", async () => {
    const here = await open(www);
    const greeted: string[] = [];
    const factory = await greeting(here, greeted);
    const reactor = new ResolvingReactor(here.reactor, here.resolver);
    await here.settle(new TCPClientEndpoint(reactor, "www.example", 80).connect(factory));
    const tls = { ca: authority.certificate };
    await here.settle(new TLSClientEndpoint(reactor, "www.example", 443, { tls }).connect(factory));
    expect(greeted.join("")).toBe("hellohello");
    expect(here.server.asked).toHaveLength(2);
  });

  it("lets endpoints fail as the resolver does", async () => {
    const here = await open(answerFrom({}));
    const reactor = new ResolvingReactor(here.reactor, here.resolver);
    const failing = here.settle(new TCPClientEndpoint(reactor, "gone.example", 80).connect(silent));
    await expect(failing).rejects.toBeInstanceOf(DNSLookupError);
  });

  it("is the reactor in all else", async () => {
    const here = await open(silence);
    const reactor = new ResolvingReactor(here.reactor, here.resolver);
    let rang = -1;
    reactor.callLater(100, () => (rang = reactor.now()));
    const port = await reactor.listenTCP(8080, silent);
    const secure = await reactor.listenTLS(8443, silent, {
      certificate: authority.issue(["x.example"]),
    });
    await here.network.run();
    expect(rang).toBe(100);
    expect(reactor.wallTime()).toBe(here.reactor.wallTime());
    await port.stopListening();
    await secure.stopListening();
  });
});

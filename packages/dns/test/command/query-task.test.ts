import { describe, expect, it } from "@jest/globals";
import { Logger } from "@twist/core";
import { OptionsError } from "@twist/core/application";
import { SimulatedNetwork } from "@twist/core/testing";
import { queryTask } from "../../src/command/query-task.js";
import { PTR } from "../../src/records/ptr.js";
import { Rcode } from "../../src/wire/rcode.js";
import { answerAddress } from "../exchange/answers.js";
import { NameServer, type Script } from "../exchange/name-server.js";

const address = "192.0.2.53";
const defaults = { server: address, tcp: false, dnssec: false, noRecurse: false, short: false, timeout: 5 };

async function world(script: Script = answerAddress("192.0.2.1")) {
  const network = new SimulatedNetwork({ link: { latencyMs: 5 } });
  const server = await NameServer.start(network, "ns", address, script);
  const { reactor } = network.host("client", { addresses: ["192.0.2.1"] });
  const printed: string[] = [];
  const run = async (words: readonly string[], options: Partial<typeof defaults> = {}): Promise<void> => {
    const context = {
      reactor,
      log: new Logger("test"),
      signal: new AbortController().signal,
      print: (line: string) => printed.push(line),
    };
    const done = Promise.resolve(queryTask.runTask(words, { ...defaults, ...options }, context));
    done.catch(() => undefined);
    await network.run();
    await done;
  };
  return { server, printed, run };
}

describe("twist dns query", () => {
  it("asks for addresses where no type is given, and shows the whole answer", async () => {
    const { printed, run } = await world();
    await run(["www.example"]);
    expect(printed).toContain("www.example. 300 IN A 192.0.2.1");
    expect(printed.at(-1)).toMatch(/^;; udp:192\.0\.2\.53:53, \d+ ms, \d+ bytes$/);
  });

  it("asks for each type, with the flags that it was given", async () => {
    const { server, run } = await world();
    await run(["www.example", "mx", "TYPE65"], { dnssec: true, noRecurse: true, tcp: true });
    expect(server.streamed.map(({ message }) => message.question[0]?.type)).toEqual([15, 65]);
    expect(server.streamed.map(({ message }) => [message.rd, message.edns?.dnssecOk])).toEqual([
      [false, true],
      [false, true],
    ]);
    expect(server.datagrams).toEqual([]);
  });

  it("asks for the name of an address", async () => {
    const { server, run } = await world();
    await run(["192.0.2.9"]);
    const question = server.asked[0]?.message.question[0];
    expect(question?.type).toBe(PTR.code);
    expect(question?.name.toString().toLowerCase()).toBe("9.2.0.192.in-addr.arpa.");
  });

  it("shows no more than the data where they are wanted short, and fails for an error", async () => {
    const { server, printed, run } = await world();
    await run(["www.example"], { short: true });
    expect(printed).toEqual(["192.0.2.1"]);
    server.answerWith(({ message, send }) => {
      send(message.reply({ rcode: Rcode.NXDOMAIN }));
    });
    await expect(run(["www.example"], { short: true })).rejects.toThrow("udp:192.0.2.53:53 answers NXDOMAIN");
  });

  it("fails where nothing answers in time", async () => {
    const { run } = await world(() => undefined);
    await expect(run(["www.example"], { timeout: 2 })).rejects.toMatchObject({ code: "TIMEOUT" });
  });

  it.each([
    [["www.example", "NOTYPE"], {}],
    [["a..b"], {}],
    [["www.example"], { server: "nowhere" }],
  ])("refuses %j %j before anything is asked", async (words, options) => {
    const { server, run } = await world();
    await expect(run(words, options)).rejects.toThrow(OptionsError);
    expect(server.asked).toEqual([]);
  });
});

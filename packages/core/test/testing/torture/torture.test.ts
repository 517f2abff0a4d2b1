import { describe, expect, it } from "@jest/globals";

import { Deferred } from "../../../src/deferred/deferred.js";
import { Factory } from "../../../src/protocol/factory.js";
import { Protocol } from "../../../src/protocol/protocol.js";
import { ConnectionLost } from "../../../src/transport/connection-errors.js";
import { TortureFailure } from "../../../src/testing/torture/torture-failure.js";
import { tortures } from "../../../src/testing/torture/torture-plan.js";
import { replayTorture } from "../../../src/testing/torture/torture-run.js";
import { torture } from "../../../src/testing/torture/torture.js";
import type { TortureClient } from "../../../src/testing/torture/torture-subject.js";

class Echo extends Protocol {
  override dataReceived(data: Buffer): void {
    this.transport.write(data);
  }
}

/** Answers each line with its length. */
class Counter extends Protocol {
  #line = "";

  override dataReceived(data: Buffer): void {
    this.#line += data.toString();
    for (let end = this.#line.indexOf("\r\n"); end !== -1; end = this.#line.indexOf("\r\n")) {
      this.answer(this.#line.slice(0, end));
      this.#line = this.#line.slice(end + 2);
    }
  }

  answer(line: string): void {
    this.transport.write(`${String(line.length)}\r\n`);
  }
}

class Asker extends Protocol {
  readonly done = new Deferred<string>();
  #answer = "";

  override connectionMade(): void {
    this.transport.write("hello\r\n");
  }

  override dataReceived(data: Buffer): void {
    this.#answer += data.toString();
    if (!this.#answer.endsWith("\r\n")) return;
    this.done.callback(this.#answer);
    this.transport.loseConnection();
  }

  override connectionLost(reason: Error): void {
    if (!this.done.called) this.done.errback(reason);
  }
}

const dialogue = "C: one\nS: 3\nC: three\nC:\nS: /\\d/\nS: 0\nC: four\nS: 4";

function counting(server: () => Protocol, name = "counter"): Parameters<typeof torture>[0] {
  return { name, server: () => Factory.from(server), dialogue };
}

async function failureOf(server: () => Protocol): Promise<TortureFailure> {
  const error: unknown = await torture(counting(server)).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(TortureFailure);
  return error as TortureFailure;
}

describe("torture", () => {
  it("finds nothing wrong with an echo", async () => {
    const report = await torture({
      name: "echo",
      server: () => Factory.forProtocol(Echo),
      dialogue: "C: hello\nS: hello\nC: \\x00\\xff\nS: \\x00\\xff",
    });
    expect(report).toMatchObject({ toServer: 11, toClient: 11 });
    expect(report.runs).toBe(1 + 2 + 20 + 2 * (12 + 12));
  });

  it("finds nothing wrong with a server that keeps lines together", async () => {
    await torture(counting(() => new Counter()));
  });

  it("tortures a client with a scripted server, and a client with a real one", async () => {
    const client = (): TortureClient => {
      const asker = new Asker();
      return { factory: Factory.from(() => asker), done: asker.done };
    };
    await torture({ name: "asker", client, dialogue: "C: hello\nS: 5" });
    await torture({ name: "asker and counter", client, server: () => Factory.forProtocol(Counter) });
  });

  it("plays closing and waiting", async () => {
    await torture({
      name: "echo",
      server: () => Factory.forProtocol(Echo),
      dialogue: "C: a\nS: a\nT! 5000\nC: b\nS: b\nC! close\nS! close",
    });
  });

  it("finds a server that takes a chunk for a line, and says how to see it again", async () => {
    class Hasty extends Counter {
      override dataReceived(data: Buffer): void {
        for (const line of data.toString().split("\r\n").slice(0, -1)) this.answer(line);
      }
    }
    const failure = await failureOf(() => new Hasty());
    expect(failure.message).toMatch(/^counter: /);
    expect(failure.message).toContain(`await replayTorture(subject, ${JSON.stringify(failure.plan)})`);
    await expect(
      replayTorture(
        counting(() => new Hasty()),
        failure.plan,
      ),
    ).rejects.toThrow(failure.message);
  });

  it("finds a timer that is left behind", async () => {
    class Forgetful extends Counter {
      override connectionMade(): void {
        const again = (): void => {
          this.transport.clock.callLater(60_000, again);
        };
        again();
      }
    }
    expect((await failureOf(() => new Forgetful())).message).toMatch(/left to happen/);
  });

  it("finds an error that is not the package's own", async () => {
    class Fragile extends Counter {
      override connectionLost(reason: Error): void {
        if (reason instanceof ConnectionLost) throw new TypeError("cannot read properties of undefined");
      }
    }
    const failure = await failureOf(() => new Fragile());
    expect(failure.message).toMatch(/not its own: TypeError/);
    expect(failure.plan.fault?.kind).toBe("cut");
  });

  it("finds a client that waits for ever", async () => {
    class Patient extends Asker {
      override connectionLost(): void {
        // Forgets to tell.
      }
    }
    const subject = {
      name: "patient",
      client: () => {
        const client = new Patient();
        return { factory: Factory.from(() => client), done: client.done };
      },
      dialogue: "C: hello\nS: 5",
    };
    await expect(torture(subject)).rejects.toThrow(/never come/);
  });

  it("finds a connection that is left open", async () => {
    class Clinging extends Counter {
      override readConnectionLost(): void {
        // Keeps its own direction open.
      }
    }
    expect((await failureOf(() => new Clinging())).message).toMatch(/left open: server: connection/);
  });

  it("needs somebody for each side", async () => {
    await expect(torture({ name: "nobody" })).rejects.toThrow(/no dialogue/);
  });

  it("spreads cuts evenly over a long dialogue", () => {
    const cuts = [...tortures({ toServer: 1_000_000, toClient: 0 }, { maxCuts: 11, maxStalls: 2, randomRuns: 0 })].map(
      (plan) => plan.fault?.afterBytes,
    );
    expect(cuts.slice(2, 13)).toEqual([
      0, 100_000, 200_000, 300_000, 400_000, 500_000, 600_000, 700_000, 800_000, 900_000, 1_000_000,
    ]);
    expect(cuts.slice(13)).toEqual([0, 1_000_000, 0, 0]);
  });
});

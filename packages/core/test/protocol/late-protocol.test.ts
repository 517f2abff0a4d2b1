import { describe, expect, it } from "@jest/globals";
import { Factory } from "../../src/protocol/factory.js";
import { LateProtocol } from "../../src/protocol/late-protocol.js";
import { StringTransport } from "../../src/testing/string-transport.js";
import type { Transport } from "../../src/transport/transport.js";
import { Recorder } from "./recorder.js";
import { refusalsDuring } from "./refusals.js";

describe("LateProtocol", () => {
  it("makes way, once the wire is there, for who is chosen for it", () => {
    const chosen = new Recorder();
    const asked: Transport[] = [];
    const transport = new StringTransport();
    const late = new LateProtocol((wire) => {
      asked.push(wire);
      return Factory.from(() => chosen);
    });
    expect(asked).toEqual([]);
    transport.start(late);
    transport.deliver("hello");
    transport.end();
    expect(asked).toEqual([transport]);
    expect(chosen.heard).toEqual(["made", "data", "lost"]);
  });

  it("closes where nobody is chosen, or where who is chosen refuses", () => {
    for (const factory of [undefined, Factory.from(() => undefined)]) {
      const transport = new StringTransport();
      const reasons = refusalsDuring(() => {
        transport.start(new LateProtocol(() => factory));
      });
      expect(reasons).toHaveLength(1);
      expect(transport.disconnecting).toBe(true);
    }
  });
});

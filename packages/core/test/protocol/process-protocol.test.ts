import { describe, expect, it } from "@jest/globals";
import { ProcessProtocol } from "../../src/protocol/process-protocol.js";
import type { ProcessTransport } from "../../src/transport/process-transport.js";

class Recording extends ProcessProtocol {
  readonly heard: string[] = [];

  override connectionMade(): void {
    this.heard.push("made");
  }

  override outReceived(data: Buffer): void {
    this.heard.push(`out ${data.toString()}`);
  }

  override errReceived(data: Buffer): void {
    this.heard.push(`err ${data.toString()}`);
  }
}

describe("ProcessProtocol", () => {
  it("gives the child's output and errors to methods of their own, and drops what is neither", () => {
    const transport = {} as ProcessTransport;
    const protocol = new Recording();
    protocol.makeConnection(transport);
    expect(protocol.transport).toBe(transport);
    protocol.childDataReceived(1, Buffer.from("hello"));
    protocol.childDataReceived(2, Buffer.from("oops"));
    protocol.childDataReceived(3, Buffer.from("side channel"));
    expect(protocol.heard).toEqual(["made", "out hello", "err oops"]);
  });
});

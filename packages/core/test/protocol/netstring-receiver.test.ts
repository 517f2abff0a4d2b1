import { describe, expect, it } from "@jest/globals";
import { NetstringReceiver } from "../../src/protocol/netstring-receiver.js";
import { everySplit } from "../../src/testing/every-split.js";
import { StringTransport } from "../../src/testing/string-transport.js";

class Netstrings extends NetstringReceiver {
  readonly heard: string[] = [];

  override stringReceived(string: Buffer): void {
    this.heard.push(string.toString());
    if (this.heard.at(-1) === "quit") this.transport.loseConnection();
  }
}

function started(): { protocol: Netstrings; transport: StringTransport } {
  const protocol = new Netstrings();
  const transport = new StringTransport();
  transport.start(protocol);
  return { protocol, transport };
}

describe("NetstringReceiver", () => {
  it("gives out strings, wherever the network cuts them", () => {
    everySplit("5:hello,0:,12:hello world!,", (chunks) => {
      const { protocol, transport } = started();
      for (const chunk of chunks) transport.deliver(chunk);
      expect(protocol.heard).toEqual(["hello", "", "hello world!"]);
    });
  });

  it("sends netstrings", () => {
    const { protocol, transport } = started();
    protocol.sendString(Buffer.from("hello"));
    expect(transport.text()).toBe("5:hello,");
  });

  it.each(["5hello,", "05:hello,", "-1:,", "5:hello;", "100000:"])("loses the connection at %j", (bytes) => {
    const { protocol, transport } = started();
    transport.deliver(`2:ok,${bytes}2:no,`);
    expect(transport.disconnecting).toBe(true);
    expect(protocol.heard).toEqual(["ok"]);
  });

  it("loses the connection at a string over its limit, as soon as its length says so", () => {
    const { protocol, transport } = started();
    protocol.maxStringBytes = 9;
    transport.deliver("9:123456789,");
    expect(transport.disconnecting).toBe(false);
    transport.deliver("10");
    expect(transport.disconnecting).toBe(true);
    expect(protocol.heard).toEqual(["123456789"]);
  });

  it("gives out nothing once the protocol has lost the connection", () => {
    const { protocol, transport } = started();
    transport.deliver("4:quit,4:more,");
    expect(protocol.heard).toEqual(["quit"]);
  });
});

import { describe, expect, it } from "@jest/globals";
import { Int16StringReceiver } from "../../src/protocol/int16-string-receiver.js";
import { Int32StringReceiver } from "../../src/protocol/int32-string-receiver.js";
import { Int8StringReceiver } from "../../src/protocol/int8-string-receiver.js";
import { everySplit } from "../../src/testing/every-split.js";
import { StringTransport } from "../../src/testing/string-transport.js";

class Int8 extends Int8StringReceiver {
  readonly heard: string[] = [];
  override stringReceived(string: Buffer): void {
    this.heard.push(string.toString());
    if (this.heard.at(-1) === "quit") this.transport.loseConnection();
  }
}

class Int16 extends Int16StringReceiver {
  readonly heard: string[] = [];
  override stringReceived(string: Buffer): void {
    this.heard.push(string.toString());
    if (this.heard.at(-1) === "quit") this.transport.loseConnection();
  }
}

class Int32 extends Int32StringReceiver {
  readonly heard: string[] = [];
  override stringReceived(string: Buffer): void {
    this.heard.push(string.toString());
    if (this.heard.at(-1) === "quit") this.transport.loseConnection();
  }
}

describe.each([
  ["Int8StringReceiver", Int8, 1],
  ["Int16StringReceiver", Int16, 2],
  ["Int32StringReceiver", Int32, 4],
])("%s", (_name, Receiver, prefixBytes) => {
  const frame = (text: string): string => "\0".repeat(prefixBytes - 1) + String.fromCharCode(text.length) + text;

  it("gives out strings, wherever the network cuts them", () => {
    everySplit(Buffer.from(frame("hello") + frame("") + frame("world"), "latin1"), (chunks) => {
      const protocol = new Receiver();
      const transport = new StringTransport();
      transport.start(protocol);
      for (const chunk of chunks) transport.deliver(chunk);
      expect(protocol.heard).toEqual(["hello", "", "world"]);
    });
  });

  it("sends a string with its length in front", () => {
    const protocol = new Receiver();
    const transport = new StringTransport();
    transport.start(protocol);
    expect(protocol.sendString(Buffer.from("hello"))).toBe(true);
    expect(transport.text("latin1")).toBe(frame("hello"));
  });

  it("gives out nothing once the protocol has lost the connection", () => {
    const protocol = new Receiver();
    const transport = new StringTransport();
    transport.start(protocol);
    transport.deliver(Buffer.from(frame("quit") + frame("behind"), "latin1"));
    expect(protocol.heard).toEqual(["quit"]);
  });

  it("loses the connection where a string over the limit is announced", () => {
    const protocol = new Receiver();
    protocol.maxFrameBytes = 4;
    const transport = new StringTransport();
    transport.start(protocol);
    transport.deliver(Buffer.from(frame("four"), "latin1"));
    expect(transport.disconnecting).toBe(false);
    transport.deliver(Buffer.from(frame("five!").slice(0, prefixBytes), "latin1"));
    expect(transport.disconnecting).toBe(true);
    expect(protocol.heard).toEqual(["four"]);
  });
});

describe("IntNStringReceiver", () => {
  it("refuses to send what its length can't say", () => {
    const protocol = new Int8();
    const transport = new StringTransport();
    transport.start(protocol);
    expect(() => protocol.sendString(Buffer.alloc(256))).toThrow(RangeError);
    expect(transport.text()).toBe("");
  });

  it("has a limit of 99999 bytes by itself", () => {
    const transport = new StringTransport();
    transport.start(new Int32());
    transport.deliver(Buffer.from([0, 0x01, 0x86, 0xa0]));
    expect(transport.disconnecting).toBe(true);
  });
});

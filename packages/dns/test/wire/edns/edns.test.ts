import { describe, expect, it } from "@jest/globals";
import { DNSDecodeError } from "../../../src/wire/dns-decode-error.js";
import { EDNS } from "../../../src/wire/edns/edns.js";
import { ExtendedError } from "../../../src/wire/edns/extended-error.js";
import { Cookie } from "../../../src/wire/edns/cookie.js";
import { NameServerID } from "../../../src/wire/edns/name-server-id.js";
import { Message } from "../../../src/wire/message.js";

function sent(edns: EDNS, rcode = 0): Message {
  return Message.decode(new Message({ edns, rcode }).encode());
}

describe("EDNS", () => {
  it("says 1232 bytes, version 0 and no flags unless it is told otherwise", () => {
    const edns = sent(new EDNS()).edns!;
    expect([edns.udpPayloadBytes, edns.version, edns.flags, edns.options]).toEqual([1232, 0, 0, []]);
  });

  it("carries size, version, DO and the upper bits of the RCODE", () => {
    const { edns, rcode } = sent(new EDNS({ udpPayloadBytes: 4096, version: 255, dnssecOk: true }), 0xabc);
    expect([edns?.udpPayloadBytes, edns?.version, edns?.dnssecOk, rcode]).toEqual([4096, 255, true, 0xabc]);
  });

  it("keeps flags that have no name", () => {
    const edns = new EDNS();
    edns.flags = 0x7fff;
    edns.dnssecOk = true;
    expect(sent(edns).edns?.flags).toBe(0xffff);
    edns.dnssecOk = false;
    expect(edns.flags).toBe(0x7fff);
  });

  it("gives options by their type", () => {
    const edns = new EDNS()
      .add(ExtendedError, { infoCode: 22, extraText: "" })
      .add(NameServerID, Buffer.from("ns1"))
      .add(ExtendedError, { infoCode: 23, extraText: "192.0.2.1 timed out" });
    const received = sent(edns).edns!;
    expect(received.get(NameServerID)).toEqual(Buffer.from("ns1"));
    expect(received.getAll(ExtendedError).map(({ infoCode }) => infoCode)).toEqual([22, 23]);
    expect(received.get(ExtendedError)?.infoCode).toBe(22);
    expect([received.has(Cookie), received.get(Cookie)]).toEqual([false, undefined]);
  });

  it("replaces and deletes options", () => {
    const edns = sent(
      new EDNS().add(NameServerID, Buffer.from("a")).addOption({ code: 65_001, data: Buffer.of(1) }),
    ).edns!;
    edns.set(NameServerID, Buffer.from("b"));
    edns.delete(65_001);
    expect(sent(edns).edns?.options).toEqual([{ code: 3, data: Buffer.from("b") }]);
  });

  it("passes on options that aren't known, as they came", () => {
    const edns = sent(new EDNS().addOption({ code: 65_001, data: Buffer.from([1, 2, 3]) })).edns!;
    expect(sent(edns).edns?.options).toEqual([{ code: 65_001, data: Buffer.from([1, 2, 3]) }]);
    expect(edns.byteLength).toBe(11 + 4 + 3);
  });

  it("refuses an option that isn't well-formed when it is asked for, and with it nothing else", () => {
    const edns = sent(
      new EDNS().addOption({ code: Cookie.code, data: Buffer.alloc(7) }).add(NameServerID, Buffer.of(1)),
    ).edns!;
    expect(() => edns.get(Cookie)).toThrow(DNSDecodeError);
    expect(edns.get(NameServerID)).toEqual(Buffer.of(1));
  });
});

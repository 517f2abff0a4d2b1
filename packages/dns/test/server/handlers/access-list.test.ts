import { describe, expect, it } from "@jest/globals";
import { ipAddress } from "@twist/core";
import { accessList, LOCAL_NETWORKS } from "../../../src/server/handlers/access-list.js";
import { ExtendedError } from "../../../src/wire/edns/extended-error.js";
import { Rcode } from "../../../src/wire/rcode.js";
import { answerOf, answers, queryFor } from "../ask.js";

function rcode(options: Parameters<typeof accessList>[0], host: string): number | undefined {
  return answerOf([accessList(options), answers], queryFor({ peer: ipAddress("udp", host, 5300) }))?.rcode;
}

describe("accessList", () => {
  it("lets through who is allowed, and nobody else", () => {
    expect(rcode({ allow: ["192.0.2.0/24"] }, "192.0.2.9")).toBe(Rcode.NOERROR);
    expect(rcode({ allow: ["192.0.2.0/24"] }, "198.51.100.1")).toBe(Rcode.REFUSED);
  });

  it("refuses who is denied, also where it is allowed", () => {
    expect(rcode({ allow: ["192.0.2.0/24"], deny: ["192.0.2.9"] }, "192.0.2.9")).toBe(Rcode.REFUSED);
    expect(rcode({ deny: ["192.0.2.9"] }, "192.0.2.8")).toBe(Rcode.NOERROR);
  });

  it("serves no stranger with the local networks alone (no open resolver)", () => {
    expect(rcode({ allow: LOCAL_NETWORKS }, "::1")).toBe(Rcode.NOERROR);
    expect(rcode({ allow: LOCAL_NETWORKS }, "8.8.8.8")).toBe(Rcode.REFUSED);
  });

  it("says why to who understands it", () => {
    const reply = answerOf([accessList({ allow: [] })], queryFor());
    expect(reply?.edns?.get(ExtendedError)).toMatchObject({ infoCode: 18 });
  });
});

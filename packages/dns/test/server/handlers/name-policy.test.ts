import { describe, expect, it } from "@jest/globals";
import { blockList, namePolicy } from "../../../src/server/handlers/name-policy.js";
import { ExtendedError } from "../../../src/wire/edns/extended-error.js";
import { Rcode } from "../../../src/wire/rcode.js";
import { answerOf, answers, queryFor } from "../ask.js";

describe("namePolicy", () => {
  it("blocks a domain and all below it, and nothing beside it", () => {
    const handlers = [namePolicy(blockList(["Ads.example."])), answers];
    const rcode = (name: string): number | undefined => answerOf(handlers, queryFor({ name }))?.rcode;
    expect(["ads.example.", "a.b.ADS.example.", "badads.example.", "example."].map(rcode)).toEqual([3, 3, 0, 0]);
  });

  it("says that it was blocked", () => {
    const reply = answerOf([namePolicy(() => "refuse")], queryFor());
    expect(reply?.rcode).toBe(Rcode.REFUSED);
    expect(reply?.edns?.get(ExtendedError)).toMatchObject({ infoCode: 15 });
  });

  it("answers with addresses of its own, of the family that is asked for", () => {
    const handlers = [namePolicy(() => ({ addresses: ["192.0.2.1", "2001:db8::1"], ttl: 5 }))];
    expect(answerOf(handlers, queryFor())?.answer.map(String)).toEqual(["www.example. 5 IN A 192.0.2.1"]);
    expect(answerOf(handlers, queryFor({ type: "AAAA" }))?.answer.map(String)).toEqual([
      "www.example. 5 IN AAAA 2001:db8::1",
    ]);
    expect(answerOf(handlers, queryFor({ type: "MX" }))?.answer).toEqual([]);
  });

  it("drops a query, or has it answered with nothing", () => {
    expect(answerOf([namePolicy(() => "drop")], queryFor())).toBeUndefined();
    expect(answerOf([namePolicy(() => "nodata")], queryFor())).toMatchObject({ rcode: Rcode.NOERROR, answer: [] });
  });
});

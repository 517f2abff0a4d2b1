import { describe, expect, it } from "@jest/globals";
import { formatQueryLog, queryLog } from "../../../src/server/handlers/query-log.js";
import { nameServerID } from "../../../src/server/handlers/name-server-id.js";
import { NameServerID } from "../../../src/wire/edns/name-server-id.js";
import { EDNS } from "../../../src/wire/edns/edns.js";
import { answerOf, answers, queryFor } from "../ask.js";

describe("queryLog", () => {
  it("tells of each query, in a line that no name can break", () => {
    const lines: string[] = [];
    const handlers = [queryLog((entry) => lines.push(formatQueryLog(entry))), answers];
    answerOf(handlers, queryFor());
    answerOf(handlers, queryFor({ name: "a\\010b.example.", type: "TXT", transport: "tcp" }));
    expect(lines).toEqual([
      "192.0.2.1:5300 udp www.example. A NOERROR 0 answers 0.0 ms",
      "192.0.2.1:5300 tcp a\\010b.example. TXT NOERROR 0 answers 0.0 ms",
    ]);
  });
});

describe("nameServerID", () => {
  it("says who it is to who asks, and to nobody else (RFC 5001)", () => {
    const handlers = [nameServerID("ns1"), answers];
    const asked = answerOf(handlers, queryFor({ edns: new EDNS().set(NameServerID, Buffer.alloc(0)) }));
    expect(asked?.edns?.get(NameServerID)).toEqual(Buffer.from("ns1"));
    expect(answerOf(handlers, queryFor())?.edns?.has(NameServerID)).toBe(false);
  });
});

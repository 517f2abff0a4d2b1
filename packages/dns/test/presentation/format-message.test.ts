import { describe, expect, it } from "@jest/globals";
import { A } from "../../src/records/a.js";
import { formatMessage } from "../../src/presentation/format-message.js";
import { EDNS } from "../../src/wire/edns/edns.js";
import { ExtendedError, ExtendedErrorCode } from "../../src/wire/edns/extended-error.js";
import { NameServerID } from "../../src/wire/edns/name-server-id.js";
import { HeaderFlag } from "../../src/wire/header-flag.js";
import { Message } from "../../src/wire/message.js";
import { QueryType } from "../../src/wire/query-type.js";
import { Rcode } from "../../src/wire/rcode.js";
import { recordsOf } from "../zone/zone-of.js";

describe("formatMessage", () => {
  it("shows header, EDNS and every section as dig does", () => {
    const query = Message.query("www.example.", A.code, { id: 7, edns: new EDNS({ dnssecOk: true }) });
    const response = query.reply();
    response.flags |= HeaderFlag.AA;
    response.answer = recordsOf("www 300 IN A 192.0.2.1");
    response.authority = recordsOf("@ 3600 IN NS ns");
    response.additional = recordsOf("ns 3600 IN A 192.0.2.53");
    expect(formatMessage(response)).toBe(
      `;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 7
;; flags: qr aa rd; QUERY: 1, ANSWER: 1, AUTHORITY: 1, ADDITIONAL: 2

;; OPT PSEUDOSECTION:
; EDNS: version: 0, flags: do; udp: 1232

;; QUESTION SECTION:
;www.example. IN A

;; ANSWER SECTION:
www.example. 300 IN A 192.0.2.1

;; AUTHORITY SECTION:
example. 3600 IN NS ns.example.

;; ADDITIONAL SECTION:
ns.example. 3600 IN A 192.0.2.53
`,
    );
  });

  it("says what a server adds by EDNS, without its control characters", () => {
    const edns = new EDNS()
      .add(NameServerID, Buffer.from("ns1\u001b[2J"))
      .add(ExtendedError, { infoCode: ExtendedErrorCode.PROHIBITED, extraText: "not\nyou" })
      .addOption({ code: 10, data: Buffer.alloc(8, 0xab) })
      .addOption({ code: 65_001, data: Buffer.from([1]) });
    const text = formatMessage(new Message({ rcode: Rcode.REFUSED, edns }));
    expect(text).toContain(String.raw`; NSID: 6e73311b5b324a ("ns1\x1b[2J")`);
    expect(text).toContain(String.raw`; EDE: 18 (PROHIBITED): not\nyou`);
    expect(text).toContain("; COOKIE: abababababababab\n; OPT=65001: 01\n");
    expect(text).toContain("status: REFUSED");
  });

  it("names the types of questions, and leaves out sections that are empty", () => {
    const text = formatMessage(Message.query("example.", QueryType.ANY));
    expect(text).toContain(";example. IN ANY");
    expect(text).not.toContain("ANSWER SECTION");
    expect(text).not.toContain("OPT");
  });

  it("shows a record that can't be read as a comment", () => {
    const query = Message.query("example.", A.code);
    const response = query.reply();
    response.answer = recordsOf("www 300 IN A 192.0.2.1");
    const bytes = response.encode();
    // An A record of three bytes.
    const broken = Buffer.concat([bytes.subarray(0, -6), Buffer.from([0, 3]), bytes.subarray(-4, -1)]);
    expect(formatMessage(Message.decode(broken))).toContain("; a record that can't be read: ");
  });
});

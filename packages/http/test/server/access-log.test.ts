import { describe, expect, it } from "@jest/globals";
import { type AccessLogEntry, formatCombinedLog, formatCommonLog } from "../../src/server/access-log.js";
import { ServedConnection } from "./served-connection.js";

function entriesOf(request: string, answer: number): AccessLogEntry[] {
  const entries: AccessLogEntry[] = [];
  const connection = new ServedConnection((_request, response) => response.send(answer, {}, "hello"), {
    accessLog: (entry) => entries.push(entry),
  });
  connection.send(request);
  return entries;
}

describe("the access log", () => {
  it("is written in the Common Log Format", () => {
    const [entry] = entriesOf("GET /a?b HTTP/1.1\nHost: x\n\n", 404);
    expect(formatCommonLog(entry!)).toBe('192.0.2.1 - - [01/Jan/2000:00:00:00 +0000] "GET /a?b HTTP/1.1" 404 5');
  });

  it("is written in the Combined Log Format", () => {
    const [entry] = entriesOf("GET / HTTP/1.1\nHost: x\nReferer: http://r/\nUser-Agent: test\n\n", 200);
    expect(formatCombinedLog(entry!)).toContain('"GET / HTTP/1.1" 200 5 "http://r/" "test"');
  });

  it("keeps a line one line, whatever the client sends", () => {
    const [entry] = entriesOf('GET /" HTTP/1.1\nHost: x\nUser-Agent: a"b\\c\xe9\td\n\n', 200);
    expect(formatCombinedLog(entry!)).toContain('"GET /\\x22 HTTP/1.1"');
    expect(formatCombinedLog(entry!)).toContain('"a\\x22b\\x5cc\\xe9\\x09d"');
  });

  it("has requests that could not be read", () => {
    const [entry] = entriesOf("nonsense\n\n", 200);
    expect(formatCommonLog(entry!)).toContain('"-" 400 0');
  });

  it("has requests whose client went away, with the time that they took", () => {
    const entries: AccessLogEntry[] = [];
    const connection = new ServedConnection(() => undefined, { accessLog: (entry) => entries.push(entry) });
    connection.send("GET / HTTP/1.1\nHost: x\n\n");
    connection.clock.advance(2_000);
    connection.transport.end();
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({ status: 0, durationMs: 2_000 });
    expect(formatCommonLog(entries[0]!)).toContain('[01/Jan/2000:00:00:00 +0000] "GET / HTTP/1.1" - 0');
  });

  it("hurts nobody when it throws", () => {
    const connection = new ServedConnection((_request, response) => response.send(200), {
      accessLog: () => {
        throw new Error("the disk is full");
      },
    });
    expect(connection.send("GET / HTTP/1.1\nHost: x\n\n")).toContain("200 OK");
    expect(connection.send("GET / HTTP/1.1\nHost: x\n\n")).toContain("200 OK");
  });
});

import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { HTTPError } from "../../src/wire/http-error.js";
import { everySplit, latin1 } from "../every-split.js";
import { RecordingServer } from "./recording-server.js";

/**
 * Requests that two readers could read in two ways, by the attack that they belong to. The oracle is the same for all: exactly one error,
 * and no request after it, however the bytes are cut.
 */
const HOST = "Host: a\r\n";
const HIDDEN = "GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n";

/** A POST with `fields` whose framing is in question, followed by a request that must never be seen. */
function post(fields: string, body = ""): string {
  return `POST / HTTP/1.1\r\n${HOST}${fields}\r\n${body}${HIDDEN}`;
}

/** A GET with `line` among its fields. */
function get(line: string): string {
  return `GET / HTTP/1.1\r\n${HOST}${line}\r\n${HIDDEN}`;
}

/** A chunked POST with `body`. */
function chunked(body: string): string {
  return post("Transfer-Encoding: chunked\r\n", body);
}

const ATTACKS: Record<string, Record<string, string>> = {
  "CL.TE and TE.CL": {
    "CL.TE: both fields, length first": post("Content-Length: 6\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\nG"),
    "TE.CL: both fields, coding first": post("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", "5c\r\n"),
    "TE on HTTP/1.0": `POST / HTTP/1.0\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n${HIDDEN}`,
    "content on CONNECT": `CONNECT a:80 HTTP/1.1\r\n${HOST}Content-Length: 4\r\n\r\nabcd${HIDDEN}`,
  },
  "TE.TE": {
    "a coding that is unknown": post("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"),
    identity: post("Transfer-Encoding: identity\r\n"),
    "chunked twice in one field": post("Transfer-Encoding: chunked, chunked\r\n", "0\r\n\r\n"),
    "chunked in two fields": post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
    "chunked and identity": post("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", "0\r\n\r\n"),
    "chunked not last": post("Transfer-Encoding: chunked, gzip\r\n", "0\r\n\r\n"),
    "gzip under chunked": post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"),
    "an empty member before chunked": post("Transfer-Encoding: ,chunked\r\n", "0\r\n\r\n"),
    "an empty value": post("Transfer-Encoding:\r\n", "0\r\n\r\n"),
    "chunked with a parameter": post("Transfer-Encoding: chunked;q=1\r\n", "0\r\n\r\n"),
    "chunked in quotes": post('Transfer-Encoding: "chunked"\r\n', "0\r\n\r\n"),
    "chunked with a vertical tab": post("Transfer-Encoding: \x0bchunked\r\n", "0\r\n\r\n"),
    "chunked after a no-break space": post("Transfer-Encoding: \xa0chunked\r\n", "0\r\n\r\n"),
    "chunked before a next-line character": post("Transfer-Encoding: chunked\x85\r\n", "0\r\n\r\n"),
    "the name with a blank before the colon": post("Transfer-Encoding : chunked\r\n", "0\r\n\r\n"),
    "the name on a folded line": post("X: y\r\n Transfer-Encoding: chunked\r\n", "0\r\n\r\n"),
    "the value on a folded line": post("Transfer-Encoding:\r\n chunked\r\n", "0\r\n\r\n"),
  },
  "Content-Length": {
    "repeated with another value": post("Content-Length: 0\r\nContent-Length: 5\r\n"),
    "repeated with the same value": post("Content-Length: 0\r\nContent-Length: 0\r\n"),
    "a list of equal values": post("Content-Length: 0, 0\r\n"),
    "a list of different values": post("Content-Length: 0, 5\r\n"),
    "a plus sign": post("Content-Length: +0\r\n"),
    "a minus sign": post("Content-Length: -1\r\n"),
    "an underscore": post("Content-Length: 1_0\r\n", "0123456789"),
    hexadecimal: post("Content-Length: 0x0\r\n"),
    "an exponent": post("Content-Length: 1e1\r\n", "0123456789"),
    "a decimal point": post("Content-Length: 0.0\r\n"),
    "an empty value": post("Content-Length:\r\n"),
    "a blank inside": post("Content-Length: 1 0\r\n", "0123456789"),
    "a no-break space after it": post("Content-Length: 0\xa0\r\n"),
    "a no-break space before it": post("Content-Length: \xa00\r\n"),
    "a next-line character after it": post("Content-Length: 0\x85\r\n"),
    "more than a double holds exactly": post("Content-Length: 9007199254740993\r\n"),
    "more than 64 bits hold": post("Content-Length: 18446744073709551616\r\n"),
  },
  "line ends and field lines": {
    "LF alone after the request line": `GET / HTTP/1.1\nHost: a\r\n\r\n${HIDDEN}`,
    "LF alone after a field": `GET / HTTP/1.1\r\nHost: a\n\r\n${HIDDEN}`,
    "LF alone at the end of the head": `GET / HTTP/1.1\r\nHost: a\r\n\n${HIDDEN}`,
    "CR alone after the request line": `GET / HTTP/1.1\rHost: a\r\n\r\n${HIDDEN}`,
    "CR alone inside a value": get("X: a\rb\r\n"),
    "CR CR LF after a value": get("X: a\r\r\n"),
    "CR and a letter at the end of the head": `GET / HTTP/1.1\r\nHost: a\r\n\rX${HIDDEN}`,
    "NUL in a value": get("X: a\0b\r\n"),
    "NUL in a name": get("X\0: a\r\n"),
    "a control character in a value": get("X: a\x01b\r\n"),
    "DEL in a value": get("X: a\x7fb\r\n"),
    "a blank before the colon": get("X : a\r\n"),
    "a tab before the colon": get("X\t: a\r\n"),
    "a folded line": get("X: a\r\n b\r\n"),
    "a line folded with a tab": get("X: a\r\n\tb\r\n"),
    "a blank before the first field": `GET / HTTP/1.1\r\n ${HOST}\r\n${HIDDEN}`,
    "an empty name": get(": a\r\n"),
    "a line without a colon": get("X\r\n"),
    "a name with a next-line character": get("X\x85: a\r\n"),
    "a name with a no-break space": get("\xa0X: a\r\n"),
    "a name in parentheses": get("(X): a\r\n"),
    "two empty lines before the request": `\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n${HIDDEN}`,
  },
  "request line": {
    "two blanks after the method": `GET  / HTTP/1.1\r\n${HOST}\r\n${HIDDEN}`,
    "two blanks before the version": `GET /  HTTP/1.1\r\n${HOST}\r\n${HIDDEN}`,
    "a tab as separator": `GET\t/ HTTP/1.1\r\n${HOST}\r\n${HIDDEN}`,
    "a blank after the version": `GET / HTTP/1.1 \r\n${HOST}\r\n${HIDDEN}`,
    "a blank inside the target": `GET /a b HTTP/1.1\r\n${HOST}\r\n${HIDDEN}`,
    "no version (HTTP/0.9)": `GET /\r\n${HOST}\r\n${HIDDEN}`,
    "a version in small letters": `GET / http/1.1\r\n${HOST}\r\n${HIDDEN}`,
    "a version with two digits": `GET / HTTP/1.10\r\n${HOST}\r\n${HIDDEN}`,
    "HTTP/2.0": `GET / HTTP/2.0\r\n${HOST}\r\n${HIDDEN}`,
    "HTTP/1.2": `GET / HTTP/1.2\r\n${HOST}\r\n${HIDDEN}`,
    "HTTP/0.9 by name": `GET / HTTP/0.9\r\n${HOST}\r\n${HIDDEN}`,
    "a method that isn't a token": `G@T / HTTP/1.1\r\n${HOST}\r\n${HIDDEN}`,
    "a NUL in the target": `GET /\0 HTTP/1.1\r\n${HOST}\r\n${HIDDEN}`,
    "a byte beyond ASCII in the target": `GET /\xe4 HTTP/1.1\r\n${HOST}\r\n${HIDDEN}`,
    "a fragment in the target": `GET /#x HTTP/1.1\r\n${HOST}\r\n${HIDDEN}`,
    "a target without a slash": `GET index.html HTTP/1.1\r\n${HOST}\r\n${HIDDEN}`,
    "an asterisk for GET": `GET * HTTP/1.1\r\n${HOST}\r\n${HIDDEN}`,
    "a path for CONNECT": `CONNECT /x HTTP/1.1\r\n${HOST}\r\n${HIDDEN}`,
    "CONNECT without a port": `CONNECT example.com HTTP/1.1\r\n${HOST}\r\n${HIDDEN}`,
    "an http target without a host": `GET http:///x HTTP/1.1\r\n${HOST}\r\n${HIDDEN}`,
    "an http target with userinfo": `GET http://user@a/ HTTP/1.1\r\n${HOST}\r\n${HIDDEN}`,
  },
  Host: {
    none: `GET / HTTP/1.1\r\n\r\n${HIDDEN}`,
    two: `GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n${HIDDEN}`,
    "two equal ones": `GET / HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n${HIDDEN}`,
    "two in HTTP/1.0": `GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n${HIDDEN}`,
    "none beside an absolute target": `GET http://a/ HTTP/1.1\r\n\r\n${HIDDEN}`,
    empty: `GET / HTTP/1.1\r\nHost:\r\n\r\n${HIDDEN}`,
    "a list": `GET / HTTP/1.1\r\nHost: a, b\r\n\r\n${HIDDEN}`,
    "a path": `GET / HTTP/1.1\r\nHost: a/b\r\n\r\n${HIDDEN}`,
    userinfo: `GET / HTTP/1.1\r\nHost: u@a\r\n\r\n${HIDDEN}`,
    "a port that isn't a number": `GET / HTTP/1.1\r\nHost: a:x\r\n\r\n${HIDDEN}`,
    "a port over 65535": `GET / HTTP/1.1\r\nHost: a:65536\r\n\r\n${HIDDEN}`,
    "an unclosed bracket": `GET / HTTP/1.1\r\nHost: [::1\r\n\r\n${HIDDEN}`,
  },
  "chunk framing": {
    "a size with 0x": chunked("0x1\r\na\r\n0\r\n\r\n"),
    "a size with a plus sign": chunked("+1\r\na\r\n0\r\n\r\n"),
    "a size with a minus sign": chunked("-1\r\na\r\n0\r\n\r\n"),
    "a size with an underscore": chunked("1_0\r\n0123456789abcdef\r\n0\r\n\r\n"),
    "a blank before the size": chunked(" 1\r\na\r\n0\r\n\r\n"),
    "a blank after the size": chunked("1 \r\na\r\n0\r\n\r\n"),
    "a tab after the size": chunked("1\t\r\na\r\n0\r\n\r\n"),
    "an empty size": chunked("\r\na\r\n0\r\n\r\n"),
    "an extension without a size": chunked(";x\r\na\r\n0\r\n\r\n"),
    "a size that overflows 64 bits": chunked("10000000000000001\r\na\r\n0\r\n\r\n"),
    "a size beyond what a double holds exactly": chunked("20000000000001\r\na\r\n0\r\n\r\n"),
    "LF alone after the size": chunked("1\na\r\n0\r\n\r\n"),
    "CR and a letter after the size": chunked("1\rX\r\na\r\n0\r\n\r\n"),
    "CR alone in an extension": chunked("1;x\ry\r\na\r\n0\r\n\r\n"),
    "LF alone in an extension": chunked("1;x\ny\r\na\r\n0\r\n\r\n"),
    "NUL in an extension": chunked("1;\0\r\na\r\n0\r\n\r\n"),
    "LF alone after the data": chunked("1\r\na\n0\r\n\r\n"),
    "no line end after the data": chunked("1\r\na0\r\n\r\n"),
    "two letters for the line end after the data": chunked("1\r\naXX0\r\n\r\n"),
    "data longer than the size": chunked("1\r\nab\r\n0\r\n\r\n"),
    "no final CRLF": chunked("0\r\n"),
    "LF alone at the very end": chunked("0\r\n\n"),
    "CR and a letter at the very end": chunked("0\r\n\rX"),
  },
  trailers: {
    "Transfer-Encoding": chunked("0\r\nTransfer-Encoding: chunked\r\n\r\n"),
    "Content-Length": chunked("0\r\nContent-Length: 5\r\n\r\n"),
    Host: chunked("0\r\nHost: b\r\n\r\n"),
    Authorization: chunked("0\r\nAuthorization: x\r\n\r\n"),
    "a folded line": chunked("0\r\nX: a\r\n b\r\n\r\n"),
    "a blank before the colon": chunked("0\r\nX : a\r\n\r\n"),
    "LF alone": chunked("0\r\nX: a\n\r\n"),
  },
};

for (const [family, attacks] of Object.entries(ATTACKS)) {
  describe(`against smuggling by ${family}`, () => {
    it.each(Object.entries(attacks))("refuses %s", (_name, raw) => {
      for (const chunks of everySplit(latin1(raw))) {
        const server = new RecordingServer({}, (response) => {
          response.send(200);
        });
        server.receive(...chunks);
        const errors = server.events.filter((event) => event.startsWith("error "));
        expect(errors).toHaveLength(1);
        expect(server.events.filter((event) => event.includes("/hidden"))).toEqual([]);
        const status = server.errors[0]?.statusCode ?? 0;
        expect([400, 501, 505]).toContain(status);
        expect(server.machine.state).toBe("failed");
      }
    });
  });
}

describe("what only looks like smuggling", () => {
  const LEGAL: Record<string, string> = {
    "a Content-Length with leading zeros": "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 000\r\n\r\n",
    "obs-text in a value": "GET / HTTP/1.1\r\nHost: a\r\nX: \x85\xa0\xff\r\n\r\n",
    "CHUNKED in capitals": "POST / HTTP/1.1\r\nHost: a\r\nTRANSFER-ENCODING: CHUNKED\r\n\r\n0\r\n\r\n",
    "a chunk extension": "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;x=y\r\na\r\n0 ;z\r\n\r\n",
    "one empty line before the request": "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
    "an empty trailer": "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX:\r\n\r\n",
  };

  it.each(Object.entries(LEGAL))("accepts %s, and the request after it", (_name, raw) => {
    for (const chunks of everySplit(latin1(raw + HIDDEN))) {
      const server = new RecordingServer();
      server.receive(...chunks);
      expect(server.errors).toEqual([]);
      expect(server.events).toContain("head GET /hidden");
    }
  });
});

describe("random bytes", () => {
  it("never make the machine throw anything", () => {
    const pieces = fc.oneof(
      fc.constantFrom(
        "GET ",
        "/ ",
        "HTTP/1.1",
        "\r\n",
        "\r\n\r\n",
        "Host: a\r\n",
        "Transfer-Encoding: chunked\r\n",
        "Content-Length: 3\r\n",
        "3\r\nabc\r\n",
        "0\r\n\r\n",
      ),
      fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)), maxLength: 5 }),
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), fc.integer({ min: 1, max: 50 }), (parts, size) => {
        const bytes = latin1(parts.join(""));
        const whole = new RecordingServer();
        whole.receive(bytes);
        const cut = new RecordingServer();
        for (let at = 0; at < bytes.length; at += size) cut.receive(bytes.subarray(at, at + size));
        for (const error of whole.errors) expect(error).toBeInstanceOf(HTTPError);
        expect(cut.events.filter((event) => event !== "pause")).toEqual(
          whole.events.filter((event) => event !== "pause"),
        );
      }),
      { numRuns: 500 },
    );
  });
});

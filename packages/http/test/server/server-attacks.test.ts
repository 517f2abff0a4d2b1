import { describe, expect, it } from "@jest/globals";
import { MemoryFileSystem } from "@twist/core/filesystem";
import { parseMediaType } from "../../src/bodies/media-type.js";
import { readJSON } from "../../src/bodies/read-json.js";
import { parseChallenges } from "../../src/client/auth/parse-challenges.js";
import { parseCookieDate } from "../../src/client/cookies/cookie-date.js";
import { parseSetCookie } from "../../src/client/cookies/parse-set-cookie.js";
import { keepAliveHintMs } from "../../src/client/keep-alive-hint.js";
import { parseCookies } from "../../src/cookies/parse-cookies.js";
import { setCookie } from "../../src/cookies/set-cookie.js";
import { EventStream } from "../../src/events/event-stream.js";
import { pathSegments } from "../../src/resources/path-segments.js";
import { Resource } from "../../src/resources/resource.js";
import { resourceRequestHandler } from "../../src/resources/resource-handler.js";
import { Router } from "../../src/routing/router.js";
import { fetchRequestHandler } from "../../src/server/fetch-handler.js";
import type { HTTPResponse } from "../../src/server/http-response.js";
import type { RequestHandler } from "../../src/server/request-handler.js";
import { StaticFiles } from "../../src/static/static-files.js";
import { negotiateEncoding } from "../../src/wire/accept-encoding.js";
import { parseAuthority } from "../../src/wire/authority.js";
import { parseByteRanges } from "../../src/wire/byte-range.js";
import { connectionOptions } from "../../src/wire/connection-options.js";
import { parseEntityTags } from "../../src/wire/entity-tag.js";
import { Headers } from "../../src/wire/headers.js";
import { parseHTTPDate } from "../../src/wire/http-date.js";
import { parseList } from "../../src/wire/list.js";
import { parseParameterized } from "../../src/wire/parameters.js";
import { ServedConnection, settled } from "./served-connection.js";

const GET = "GET / HTTP/1.1\nHost: a\n\n";

/** The response to a request that nothing has been answered to. */
function responding(request = GET): { connection: ServedConnection; response: HTTPResponse } {
  let response: HTTPResponse | undefined;
  const connection = new ServedConnection((_request, made) => {
    response = made;
  });
  connection.send(request);
  if (response === undefined) throw new Error("no request came");
  return { connection, response };
}

describe("response splitting: nothing that could end a line leaves, whichever way it was to go", () => {
  const ways: Record<string, (response: HTTPResponse, bad: string) => void> = {
    "a field's value": (response, bad) => {
      response.send(200, { "X-A": bad });
    },
    "a field's name": (response, bad) => {
      response.send(200, { [`X${bad}`]: "a" });
    },
    "the target of a redirect": (response, bad) => {
      response.send(302, { Location: `/${bad}` });
    },
    "the name of a download": (response, bad) => {
      response.sendHead(200, { "Content-Disposition": `attachment; filename="${bad}"` });
    },
    "fields that were set before": (response, bad) => {
      response.headers.set("X-A", bad);
    },
    "a cookie's name": (response, bad) => {
      setCookie(response, `a${bad}`, "b");
    },
    "a cookie's value": (response, bad) => {
      setCookie(response, "a", bad);
    },
    "a cookie's path": (response, bad) => {
      setCookie(response, "a", "b", { path: `/${bad}` });
    },
    "a cookie's domain": (response, bad) => {
      setCookie(response, "a", "b", { domain: `a${bad}` });
    },
    "early hints": (response, bad) => {
      response.sendInterim(103, { Link: bad });
    },
    trailers: (response, bad) => {
      response.end(new Headers({ "X-A": bad }));
    },
    "the fields of an upgrade": (response, bad) => {
      response.headers.set("Upgrade", bad);
    },
  };
  const bad = ["a\r\nX: y", "a\r", "a\n", "a\0", "a\u010dX", "a\u010aX"];

  it.each(Object.keys(ways))("%s", (way) => {
    for (const text of bad) {
      const { connection, response } = responding();
      expect(() => {
        ways[way]?.(response, text);
      }).toThrow();
      expect(connection.answer()).toBe("");
    }
  });

  it("the id and the name of an event", () => {
    for (const text of ["a\r\nX: y", "a\nb"]) {
      const { response } = responding();
      const events = new EventStream(response);
      expect(() => events.send({ id: text, data: "" })).toThrow(TypeError);
      expect(() => events.send({ event: text, data: "" })).toThrow(TypeError);
      response.abort();
    }
  });

  it("the fields of a fetch Response, which the platform refuses itself", async () => {
    const connection = new ServedConnection(
      fetchRequestHandler(() => new Response("", { headers: { "X-A": "a\r\nX: y" } })),
    );
    expect(connection.send(GET)).toMatch(/^HTTP\/1\.1 500 /);
    await settled();
  });
});

describe("HTML reflection: no part of a request comes back in an answer that the server makes", () => {
  const script = "<script>alert(1)</script>";
  const encoded = encodeURIComponent(script);
  const files = new MemoryFileSystem({ "/dir/a": "a" });
  const handlers: Record<string, RequestHandler> = {
    "a router": new Router().get("/x", () => undefined).handle,
    "a tree": resourceRequestHandler(new Resource()),
    "static files": resourceRequestHandler(new StaticFiles(files, { autoindex: true })),
    "a handler that fails": (request) => {
      throw new Error(`failed at ${request.target}`);
    },
  };
  const requests = [
    `GET /${encoded} HTTP/1.1\nHost: a\n\n`,
    `GET /?${script} HTTP/1.1\nHost: a\n\n`,
    `GET /dir?${script} HTTP/1.1\nHost: a\n\n`,
    `GET / HTTP/1.1\nHost: ${script}\n\n`,
    `GET / HTTP/1.1\nHost: a\nX: ${script}\n\n`,
    `${script} / HTTP/1.1\nHost: a\n\n`,
    `GET ${script} HTTP/1.1\nHost: a\n\n`,
    `POST /x HTTP/1.1\nHost: a\nContent-Length: ${script}\n\n`,
    `GET / ${script}\nHost: a\n\n`,
  ];

  it.each(Object.keys(handlers))("%s", async (name) => {
    for (const request of requests) {
      const connection = new ServedConnection(handlers[name] ?? (() => undefined));
      let answer = connection.send(request);
      for (let i = 0; i < 20 && answer === ""; i++) {
        await settled();
        answer = connection.answer();
      }
      expect(answer).toMatch(/^HTTP\/1\.1 [345]|^HTTP\/1\.1 200/);
      const [, body = ""] = answer.split("\n\n", 2);
      expect(body).not.toContain("script");
    }
  });
});

describe("pipelined replies out of order", () => {
  it("go out in the order of their requests, whoever is done first", () => {
    const waiting: HTTPResponse[] = [];
    const connection = new ServedConnection((_request, response) => {
      waiting.push(response);
    });
    connection.send(GET.repeat(4));
    for (const n of [3, 1, 2]) waiting[n]?.send(200, {}, `answer ${String(n)}`);
    expect(connection.answer()).toBe("");
    waiting[0]?.send(200, {}, "answer 0");
    expect(connection.answer().match(/answer \d/g)).toEqual(["answer 0", "answer 1", "answer 2", "answer 3"]);
  });
});

describe("header flood", () => {
  const answers: RequestHandler = (_request, response) => {
    response.send(200);
  };

  it.each([
    ["101 fields", "A: b\n".repeat(100), "431"],
    ["fields of 16 KiB together", `A: ${"b".repeat(5000)}\n`.repeat(4), "431"],
    ["one field of more than 8 KiB", `A: ${"b".repeat(8200)}\n`, "431"],
    ["a hundred fields, Host included", "A: b\n".repeat(99), "200"],
  ])("%s", (_name, fields, status) => {
    const answer = new ServedConnection(answers).send(`GET / HTTP/1.1\nHost: a\n${fields}\n`);
    expect(answer.split(" ")[1]).toBe(status);
  });

  it("a request line without end is given up at its limit, and nothing of it kept", () => {
    const connection = new ServedConnection(answers);
    expect(connection.send(`GET /${"a".repeat(9000)}`)).toMatch(/^HTTP\/1\.1 414 /);
  });

  it.each(["__proto__", "constructor", "hasOwnProperty", "toString"])("a field called %s is a field", (name) => {
    const seen: unknown[] = [];
    const connection = new ServedConnection((request, response) => {
      seen.push(request.headers.get(name), request.headers.getAll(name), ({} as Record<string, unknown>)["x"]);
      response.send(200, { [name === "__proto__" ? "X-Proto" : name]: "y" });
    });
    connection.send(`GET / HTTP/1.1\nHost: a\n${name}: x\n\n`);
    expect(seen).toEqual(["x", ["x"], undefined]);
  });
});

describe("ReDoS: what reads a field is linear, or 256 KiB of these would take minutes", () => {
  const SIZE = 1 << 18;
  const patterns = [
    "a",
    ",",
    ";",
    "=",
    " ",
    "\t",
    '"',
    "\\",
    '\\"',
    "a,",
    "a;a=",
    ";;",
    'a="',
    " ,",
    "0-",
    "-",
    "(",
    ":",
    "%2",
    "/",
    "a=b;",
  ];
  const readers: Record<string, (text: string) => unknown> = {
    "a list": parseList,
    parameters: parseParameterized,
    "a media type": parseMediaType,
    "Accept-Encoding": (text) => negotiateEncoding(text, ["br", "gzip"]),
    Cookie: (text) => parseCookies(text),
    Range: (text) => parseByteRanges(`bytes=${text}`, 1000),
    Host: parseAuthority,
    "a date": (text) => parseHTTPDate(text, 0),
    "entity tags": parseEntityTags,
    "Set-Cookie": parseSetCookie,
    Connection: connectionOptions,
    "Keep-Alive": keepAliveHintMs,
    "a cookie's date": parseCookieDate,
    "WWW-Authenticate": parseChallenges,
    "a path": pathSegments,
  };

  it.each(Object.keys(readers))("%s", (name) => {
    for (const pattern of patterns) {
      const text = pattern.repeat(SIZE / pattern.length);
      for (const whole of [text, `a${text}`, `a; b="${text}`, `${text}!`]) readers[name]?.(whole);
    }
    // To come here within the time of a test is what it shows.
    expect(readers[name]).toBeDefined();
  });
});

describe("content-type confusion", () => {
  it.each([
    "text/plain;application/json",
    "application/json\t; charset=utf-8\t, text/plain",
    "application/jsonx",
    "application/json text/plain",
    "text/plain, application/json",
    "application\t/json",
    "application/json;charset",
  ])("%j isn't JSON", async (type) => {
    const connection = new ServedConnection(async (request, response) => {
      await readJSON(request);
      response.send(200);
    });
    connection.send(`POST / HTTP/1.1\nHost: a\nContent-Type: ${type}\nContent-Length: 2\n\n{}`);
    await settled();
    expect(connection.answer()).toMatch(/^HTTP\/1\.1 415 /);
  });
});

describe("an answer that is never read", () => {
  it("has no more of its source made than a few buffers", async () => {
    let made = 0;
    const source = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        made++;
        controller.enqueue(new Uint8Array(16 * 1024));
      },
    });
    const connection = new ServedConnection(fetchRequestHandler(() => new Response(source)));
    connection.transport.full = true;
    connection.send(GET);
    for (let i = 0; i < 20; i++) await settled();
    expect(made).toBeLessThan(16);
    connection.transport.end();
  });
});

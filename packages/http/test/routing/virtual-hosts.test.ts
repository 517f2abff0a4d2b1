import { describe, expect, it } from "@jest/globals";
import { VirtualHosts } from "../../src/routing/virtual-hosts.js";
import { HTTPFactory } from "../../src/server/http-factory.js";
import type { RequestHandler } from "../../src/server/request-handler.js";
import { inject } from "../../src/testing/inject.js";
import { ServedConnection } from "../server/served-connection.js";

function site(name: string): RequestHandler {
  return (_request, response) => {
    response.send(200, {}, name);
  };
}

async function ask(hosts: VirtualHosts, host: string): Promise<string> {
  const response = await inject(new HTTPFactory({ onRequest: hosts.handle }), { headers: { Host: host } });
  return response.status === 200 ? response.text() : String(response.status);
}

describe("VirtualHosts", () => {
  const hosts = new VirtualHosts()
    .add("example.com", site("main"))
    .add("*.example.com", site("any"))
    .add("*.eu.example.com", site("eu"))
    .add("www.example.com", site("www"))
    .add("[::1]", site("loopback"));

  it("answers by name, whatever case, port and final dot", async () => {
    for (const host of ["example.com", "EXAMPLE.com", "example.com:8080", "example.com.", "Example.com.:80"])
      expect(await ask(hosts, host)).toBe("main");
    expect(await ask(hosts, "[::1]:8080")).toBe("loopback");
  });

  it("prefers a name to a wildcard, and a long wildcard to a short one", async () => {
    expect(await ask(hosts, "www.example.com")).toBe("www");
    expect(await ask(hosts, "a.example.com")).toBe("any");
    expect(await ask(hosts, "a.b.example.com")).toBe("any");
    expect(await ask(hosts, "a.eu.example.com")).toBe("eu");
  });

  it("answers 421 for other hosts, or leaves them to the fallback", async () => {
    for (const host of ["example.org", "notexample.com", "eexample.com", ".example.com", "__proto__"])
      expect(await ask(hosts, host)).toBe("421");
    expect(await ask(new VirtualHosts(site("rest")), "example.org")).toBe("rest");
  });

  it("answers an HTTP/1.0 client without Host by the fallback", () => {
    const connection = new ServedConnection(new VirtualHosts(site("rest")).add("a", site("a")).handle);
    expect(connection.send("GET / HTTP/1.0\n\n")).toContain("rest");
  });

  it("takes the host of an absolute target for the host", () => {
    const connection = new ServedConnection(hosts.handle);
    expect(connection.send("GET http://www.example.com/ HTTP/1.1\nHost: example.com\n\n")).toContain("www");
  });

  it("doesn't cut up a host that no name can be as long as", async () => {
    expect(await ask(hosts, `${"a.".repeat(200)}example.com`)).toBe("421");
    expect(await ask(hosts, `${"a.".repeat(100)}example.com`)).toBe("any");
  });

  it("refuses what isn't the name of a host, and the same one twice", () => {
    for (const host of ["", "*.", "*", "a b", "a:80", "a/b", "*.*.a", "a.*"])
      expect(() => hosts.add(host, site("x"))).toThrow(TypeError);
    expect(() => hosts.add("EXAMPLE.COM", site("x"))).toThrow("already");
    expect(() => hosts.add("*.EXAMPLE.COM.", site("x"))).toThrow("already");
  });
});

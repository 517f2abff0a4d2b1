import { describe, expect, it } from "@jest/globals";
import { Deferred } from "../../src/deferred/deferred.js";
import { parseDescription } from "../../src/endpoint/description.js";
import { DescriptionReader } from "../../src/endpoint/description-reader.js";
import { readSystemdServer, type SystemdEnvironment } from "../../src/endpoint/systemd-server-endpoint.js";
import { Factory } from "../../src/protocol/factory.js";
import { Protocol } from "../../src/protocol/protocol.js";
import type { ReactorFDs } from "../../src/reactor/reactor.js";

const environment: SystemdEnvironment = { LISTEN_PID: "42", LISTEN_FDS: "2", LISTEN_FDNAMES: "web:admin" };

function adoptedFD(text: string, given: SystemdEnvironment = environment): number | undefined {
  let adopted: number | undefined;
  const reactor = {
    adoptListeningFD: (fd: number) => {
      adopted = fd;
      return new Deferred();
    },
  } as unknown as ReactorFDs;
  const endpoint = readSystemdServer(reactor, new DescriptionReader(parseDescription(text)), given, 42);
  endpoint.listen(Factory.forProtocol(class extends Protocol {}));
  return adopted;
}

describe("systemd:", () => {
  it("takes a socket by its index, the first one by default", () => {
    expect(adoptedFD("systemd:index=1")).toBe(4);
    expect(adoptedFD("systemd")).toBe(3);
  });

  it("takes a socket by its name", () => {
    expect(adoptedFD("systemd:name=admin")).toBe(4);
  });

  it("says what systemd passed where it is not what was asked for", () => {
    expect(() => adoptedFD("systemd:name=mail")).toThrow('no socket named "mail" (it passed web, admin)');
    expect(() => adoptedFD("systemd:index=2")).toThrow("passed 2 socket(s)");
  });

  it.each([{}, { ...environment, LISTEN_PID: "41" }, { ...environment, LISTEN_FDS: "x" }])(
    "refuses where systemd passed nothing to this process: %j",
    (given) => {
      expect(() => adoptedFD("systemd:index=0", given)).toThrow("start it through a socket unit");
    },
  );
});

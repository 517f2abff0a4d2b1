import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { describe, it } from "@jest/globals";

import { NodeReactor } from "../../src/reactor/node/node-reactor.js";
import type { ComplianceWorld } from "../../src/testing/reactor-compliance/compliance-world.js";
import { reactorComplianceCases } from "../../src/testing/reactor-compliance/reactor-compliance.js";
import { SimulatedNetwork } from "../../src/testing/simulated-network/simulated-network.js";
import { SimulatedAuthority } from "../../src/testing/simulated-tls/simulated-authority.js";
import { authority, certificate } from "../reactor/node/certificates.js";

function simulatedWorld(): ComplianceWorld {
  const net = new SimulatedNetwork({ link: { latencyMs: 2, jitterMs: 1 } });
  const server = net.host("server.example");
  const issuer = new SimulatedAuthority();
  return {
    server: server.reactor,
    client: net.host("client.example").reactor,
    address: "10.0.0.1",
    name: "server.example",
    certificate: issuer.issue(["server.example"]),
    certificateName: "server.example",
    ca: issuer.certificate,
    clientCertificate: issuer.issue(["alice@example.org"]),
    unixPath: "/run/test.sock",
    turn: () => net.run(1),
    close: () => Promise.resolve(),
  };
}

/** The simulated network with the certificates of real files. */
function simulatedWorldWithRealCertificates(): ComplianceWorld {
  const net = new SimulatedNetwork({ startAt: Date.UTC(2027, 0, 1) });
  return {
    ...simulatedWorld(),
    server: net.host("localhost.example").reactor,
    client: net.host("client.example").reactor,
    certificate: certificate("localhost"),
    certificateName: "localhost",
    ca: authority,
    clientCertificate: certificate("alice"),
    turn: () => net.run(1),
  };
}

async function realWorld(): Promise<ComplianceWorld> {
  const reactor = new NodeReactor();
  const folder = await mkdtemp(join(tmpdir(), "twist-"));
  return {
    server: reactor,
    client: reactor,
    address: "127.0.0.1",
    name: "localhost",
    certificate: certificate("localhost"),
    certificateName: "localhost",
    ca: authority,
    clientCertificate: certificate("alice"),
    unixPath: join(folder, "test.sock"),
    turn: () =>
      new Promise((resolve) => {
        reactor.callLater(1, resolve);
      }),
    close: () => rm(folder, { recursive: true }),
  };
}

describe("a simulated host's reactor", () => {
  for (const { name, run } of reactorComplianceCases(simulatedWorld)) it(name, run);
});

describe("a simulated host's reactor with real certificates", () => {
  for (const { name, run } of reactorComplianceCases(simulatedWorldWithRealCertificates)) {
    if (name.startsWith("TLS")) it(name, run);
  }
});

describe("NodeReactor", () => {
  for (const { name, run } of reactorComplianceCases(realWorld)) it(name, run, 20_000);
});

import { describe, it } from "@jest/globals";

import { openSimulatedWorld } from "../../src/testing/protocol-matrix/reactor-transports.js";
import type { ComplianceWorld } from "../../src/testing/reactor-compliance/compliance-world.js";
import { reactorComplianceCases } from "../../src/testing/reactor-compliance/reactor-compliance.js";
import { SimulatedNetwork } from "../../src/testing/simulated-network/simulated-network.js";
import { authority, certificate } from "../reactor/node/certificates.js";
import { openRealWorld } from "./matrix/real-transports.js";

/** The simulated network with the certificates of real files. */
function simulatedWorldWithRealCertificates(): ComplianceWorld {
  const net = new SimulatedNetwork({ startAt: Date.UTC(2027, 0, 1) });
  return {
    ...openSimulatedWorld(),
    server: net.host("localhost.example").reactor,
    client: net.host("client.example").reactor,
    certificate: certificate("localhost"),
    certificateName: "localhost",
    ca: authority,
    clientCertificate: certificate("alice"),
    turn: () => net.run(1),
  };
}

describe("a simulated host's reactor", () => {
  for (const { name, run } of reactorComplianceCases(() => openSimulatedWorld())) it(name, run);
});

describe("a simulated host's reactor with real certificates", () => {
  for (const { name, run } of reactorComplianceCases(simulatedWorldWithRealCertificates)) {
    if (name.startsWith("TLS")) it(name, run);
  }
});

describe("NodeReactor", () => {
  for (const { name, run } of reactorComplianceCases(openRealWorld)) it(name, run, 20_000);
});

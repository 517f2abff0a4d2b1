/**
 * One suite for every reactor that talks to a network: what a program may rely on, whether it runs on real sockets or on the
 * simulated network. No test runner is imported:
 *
 *     for (const { name, run } of reactorComplianceCases(openWorld)) it(name, run);
 */

import { closeAll, type CaseBody, type ComplianceCase, type ComplianceWorld } from "./compliance-world.js";
import { addressCases, portCases } from "./port-cases.js";
import { lifeCases, nameCases, timeCases } from "./reactor-cases.js";
import { streamCases } from "./stream-cases.js";
import { streamEndingCases } from "./stream-ending-cases.js";
import { streamKinds } from "./stream-kind.js";
import { tlsCases } from "./tls-cases.js";
import { udpCases } from "./udp-cases.js";

/** @param openWorld Makes a new world for each case. */
export function reactorComplianceCases(
  openWorld: () => ComplianceWorld | PromiseLike<ComplianceWorld>,
): ComplianceCase[] {
  const chapters: [string, Record<string, CaseBody>][] = [
    ...streamKinds.map((kind): [string, Record<string, CaseBody>] => [
      kind.name,
      { ...streamCases(kind), ...streamEndingCases(kind), ...portCases(kind) },
    ]),
    ["addresses", addressCases],
    ["TLS", tlsCases],
    ["UDP", udpCases],
    ["time", timeCases],
    ["names", nameCases],
    ["life", lifeCases],
  ];
  return chapters.flatMap(([chapter, cases]) =>
    Object.entries(cases).map(([name, body]) => ({
      name: `${chapter}: ${name}`,
      run: async () => {
        const world = await openWorld();
        try {
          await body(world);
        } finally {
          await closeAll(world);
        }
      },
    })),
  );
}

/** Speaks on standard input and output: `stdio-program.ts MODULE EXPORT server`, or `… client FILE`, where FILE is for the client's verdict. */

import { writeFileSync } from "node:fs";

import { NodeReactor } from "../../../src/reactor/node/node-reactor.js";
import type { MatrixProtocol } from "../../../src/testing/protocol-matrix/protocol-matrix.js";

const [module = "", exportName = "", side, verdict = ""] = process.argv.slice(2);
const exported = (await import(module)) as Record<string, MatrixProtocol>;
const protocol = exported[exportName];
if (protocol === undefined) throw new TypeError(`${module} exports no ${exportName}.`);
const reactor = new NodeReactor();
const client = side === "client" ? protocol.client(reactor) : undefined;
const factory = client?.factory ?? protocol.server(reactor);
const spoken = factory.buildProtocol({ type: "pipe", name: "stdio" });
if (spoken === undefined) throw new TypeError("The factory refused the only connection there is.");
reactor.openStdio(spoken);
client?.done.then(
  () => {
    writeFileSync(verdict, "content");
  },
  (error: unknown) => {
    writeFileSync(verdict, String(error));
  },
);

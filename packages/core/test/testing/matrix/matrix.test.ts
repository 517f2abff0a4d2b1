import { describe, expect, it } from "@jest/globals";

import { Factory } from "../../../src/protocol/factory.js";
import { Protocol } from "../../../src/protocol/protocol.js";
import { memoryTransports } from "../../../src/testing/protocol-matrix/memory-transports.js";
import { protocolMatrix, type MatrixProtocol } from "../../../src/testing/protocol-matrix/protocol-matrix.js";
import { simulatedTransports } from "../../../src/testing/protocol-matrix/reactor-transports.js";
import { echo } from "./echo.js";
import { realTransports } from "./real-transports.js";

const transports = [...memoryTransports, ...simulatedTransports, ...realTransports];
const protocols = [echo];

describe("any protocol over any transport", () => {
  for (const { name, run } of protocolMatrix(transports, protocols)) it(name, run, 20_000);
});

describe("the matrix", () => {
  class Mangler extends Protocol {
    override dataReceived(data: Buffer): void {
      this.transport.write(data.map((byte) => byte ^ 1));
    }
  }

  const mangled: MatrixProtocol = { ...echo, server: () => Factory.forProtocol(Mangler) };

  it("fails where the client is not content, over every transport that has both ends in this process", async () => {
    for (const { run } of protocolMatrix([...memoryTransports, ...simulatedTransports], [mangled])) {
      await expect(run()).rejects.toThrow("not what was said");
    }
  });
});

import { once } from "node:events";
import type { AddressInfo, Server } from "node:net";

/** A server of Node's on a free port of loopback, for as long as the scope. */
export async function listening(server: Server): Promise<{ readonly port: number } & AsyncDisposable> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, "close");
    },
  };
}

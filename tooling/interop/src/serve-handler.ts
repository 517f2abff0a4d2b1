import { reactor, serverFromString } from "@twist/core";
import { HTTPFactory, type HTTPFactoryOptions } from "@twist/http";

/** A server of ours in this process, for as long as the scope. */
export interface ServedHandler extends AsyncDisposable {
  readonly port: number;
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
}

/** Serves with `options` on a free port of loopback. */
export async function serveHandler(options: HTTPFactoryOptions): Promise<ServedHandler> {
  const port = await serverFromString(reactor, "tcp:0:interface=127.0.0.1").listen(new HTTPFactory(options));
  const { address } = port;
  if (address.type !== "tcp") throw new Error("not a TCP port");
  return {
    port: address.port,
    url: `http://127.0.0.1:${String(address.port)}`,
    async [Symbol.asyncDispose]() {
      await port[Symbol.asyncDispose]();
    },
  };
}

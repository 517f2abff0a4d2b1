/**
 * Ours, as a user of Twist writes it: all limits and time-outs as they are by default, but for the number of connections from one address, since
 * those of the load all come from one.
 */
import { reactor } from "@twist/core";
import { LocalFileSystem } from "@twist/core/filesystem";
import { HTTPFactory, Response as LightResponse, StaticFiles } from "@twist/http";
import { makeFiles } from "./files.js";
import { serve, text } from "./serve.js";

serve(async () => ({
  hello: await listen({
    onRequest: (_request, response) => {
      response.send(200, { "Content-Type": "text/plain; charset=utf-8" }, text);
    },
  }),
  fetch: await listen({ handler: () => new globalThis.Response(text) }),
  lightFetch: await listen({ handler: () => new LightResponse(text) }),
  files: await listen({ resource: new StaticFiles(new LocalFileSystem(makeFiles())) }),
}));

/** @param {import("@twist/http").HTTPFactoryOptions} options */
async function listen(options) {
  const factory = new HTTPFactory({ ...options, maxConnectionsPerAddress: Infinity });
  const port = await reactor.listenTCP(0, factory, { interface: "127.0.0.1", backlog: 4_096 });
  if (port.address.type !== "tcp") throw new Error("not a TCP port");
  return port.address.port;
}

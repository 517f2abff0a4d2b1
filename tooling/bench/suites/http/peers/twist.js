/** Ours, as a user of Twist writes it: all limits and time-outs as they are by default. */
import { reactor } from "@twist/core";
import { LocalFileSystem } from "@twist/core/filesystem";
import { HTTPFactory, Response as LightResponse, StaticFiles } from "@twist/http";
import { makeFiles } from "./files.js";
import { serve, text } from "./serve.js";

serve(async () => ({
  hello: await listen(
    new HTTPFactory({
      onRequest: (_request, response) => {
        response.send(200, { "Content-Type": "text/plain; charset=utf-8" }, text);
      },
    }),
  ),
  fetch: await listen(new HTTPFactory({ handler: () => new globalThis.Response(text) })),
  lightFetch: await listen(new HTTPFactory({ handler: () => new LightResponse(text) })),
  files: await listen(new HTTPFactory({ resource: new StaticFiles(new LocalFileSystem(makeFiles())) })),
}));

/** @param {HTTPFactory} factory */
async function listen(factory) {
  const port = await reactor.listenTCP(0, factory, { interface: "127.0.0.1", backlog: 4_096 });
  if (port.address.type !== "tcp") throw new Error("not a TCP port");
  return port.address.port;
}

/** An application of Hono's on our engine, with our `Response` in place of the global one. */
import { reactor } from "@twist/core";
import { HTTPFactory, overrideGlobalResponse } from "@twist/http";
import { app } from "./hono-app.js";
import { serve } from "./serve.js";

serve(async () => {
  overrideGlobalResponse();
  const factory = new HTTPFactory({ handler: (request) => app.fetch(request), maxConnectionsPerAddress: Infinity });
  const port = await reactor.listenTCP(0, factory, { interface: "127.0.0.1", backlog: 4_096 });
  if (port.address.type !== "tcp") throw new Error("not a TCP port");
  return { fetch: port.address.port };
});

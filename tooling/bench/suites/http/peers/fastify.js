/** Fastify, with a route as its own documentation writes it. */
import { fastify } from "fastify";
import { serve, text } from "./serve.js";

serve(async () => {
  const port = await start();
  return { hello: port, fetch: port };
});

async function start() {
  const app = fastify();
  app.get("/", (_request, reply) => {
    reply.type("text/plain; charset=utf-8").send(text);
  });
  await app.listen({ port: 0, host: "127.0.0.1", backlog: 4_096 });
  const address = app.server.address();
  if (address === null || typeof address === "string") throw new Error("not a TCP port");
  return address.port;
}

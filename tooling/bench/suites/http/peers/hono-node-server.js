/** An application of Hono's on Hono's own server for Node, which puts a `Response` of its own in place of the global one too. */
import { createAdaptorServer } from "@hono/node-server";
import { app } from "./hono-app.js";
import { listen } from "./listen.js";
import { serve } from "./serve.js";

serve(async () => ({
  fetch: await listen(/** @type {import("node:http").Server} */ (createAdaptorServer({ fetch: app.fetch }))),
}));

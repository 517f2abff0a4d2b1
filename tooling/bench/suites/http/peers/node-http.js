/** `node:http`, and a file stream on it. */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { pipeline } from "node:stream";
import { makeFiles } from "./files.js";
import { listen } from "./listen.js";
import { serve, text } from "./serve.js";

serve(async () => {
  const directory = makeFiles();
  return {
    hello: await listen(
      createServer((_request, response) => {
        response.writeHead(200, { "Content-Type": "text/plain; charset=utf-8", "Content-Length": text.length });
        response.end(text);
      }),
    ),
    files: await listen(
      createServer((request, response) => {
        void sendFile(join(directory, request.url ?? "/"), response);
      }),
    ),
  };
});

/**
 * @param {string} path
 * @param {import("node:http").ServerResponse} response
 */
async function sendFile(path, response) {
  const { size, mtime } = await stat(path);
  response.writeHead(200, {
    "Content-Type": "application/octet-stream",
    "Content-Length": size,
    "Last-Modified": mtime.toUTCString(),
  });
  pipeline(createReadStream(path), response, () => undefined);
}

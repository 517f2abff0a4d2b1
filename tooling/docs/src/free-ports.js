import { once } from "node:events";
import { createServer } from "node:net";

/** A port in an endpoint's description or in a URL: `"tcp:8007`, `"tls:localhost:8443`, `http://localhost:8080`. */
const portPattern = /(?:["'`](?:tcp|tls|udp):(?:[\w.-]+:)?|localhost:|127\.0\.0\.1:)(\d{2,5})\b/g;

/**
 * The same texts with other ports: those that they name may be in use on this machine. One that stands in several texts, of a server and of
 * its client, is replaced by the same in all.
 *
 * @param {readonly string[]} texts
 * @returns {Promise<string[]>}
 */
export async function withFreePorts(texts) {
  const named = new Set(texts.flatMap((text) => [...text.matchAll(portPattern)].map((match) => match[1] ?? "")));
  const servers = await Promise.all(
    [...named].map(async (port) => {
      const server = createServer().listen(0, "127.0.0.1");
      await once(server, "listening");
      return { port, server };
    }),
  );
  const free = new Map(
    servers.map(({ port, server }) => {
      const address = server.address();
      return [port, String(address !== null && typeof address === "object" ? address.port : port)];
    }),
  );
  for (const { server } of servers) server.close();
  return texts.map((text) =>
    text.replaceAll(portPattern, (match, port) => match.slice(0, match.length - port.length) + free.get(port)),
  );
}

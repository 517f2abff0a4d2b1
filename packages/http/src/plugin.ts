import { OptionsError, type ServiceContext, defineServiceMaker, serveEndpoints } from "@twist/core/application";
import { commandAccessLog } from "./command/command-access-log.js";
import { fileRoot } from "./command/file-root.js";
import { proxyRoot } from "./command/proxy-root.js";
import { compress } from "./compression/compress.js";
import { resourceRequestHandler } from "./resources/resource-handler.js";
import { HTTPFactory } from "./server/http-factory.js";
import type { RequestHandler } from "./server/request-handler.js";

const accessLogFormats = ["none", "common", "combined", "structured"] as const;

/** What is served, of the options. */
interface ServedOptions {
  readonly root: string | undefined;
  readonly autoindex: boolean;
  readonly noCompress: boolean;
  readonly proxy: readonly string[];
}

const httpServiceMaker = defineServiceMaker({
  name: "http",
  description: "Serves the files of a directory over HTTP, or stands in front of other HTTP servers",
  options: {
    listen: {
      type: "endpoint",
      description: "Where to listen, for example tcp:8080 or tls:8443:key=site.key:cert=site.crt",
      valueName: "E",
      required: true,
      repeatable: true,
    },
    root: { type: "path", description: "The directory whose files are served; this or --proxy", valueName: "DIR" },
    autoindex: { type: "flag", description: "List directories that have no index.html; with --root" },
    noCompress: {
      type: "flag",
      description:
        "Send files as they are; without it text is compressed for clients that take it. A proxy never compresses",
    },
    proxy: {
      type: "text",
      description: "A server that requests are sent on to; several share them, and stand in for one that fails",
      valueName: "URL",
      repeatable: true,
    },
    accessLog: {
      type: "text",
      description: "How requests are logged",
      valueName: "FORMAT",
      choices: accessLogFormats,
      default: "common",
    },
  },
  examples: [
    { command: "twist http --listen tcp:8080 --root public", description: "Serve the files in ./public." },
    {
      command: "twist http --listen tcp:8080:interface=127.0.0.1 --root . --autoindex",
      description: "Show the present directory to this machine only.",
    },
    {
      command: "twist http --listen tls:443:key=site.key:cert=site.crt --proxy http://127.0.0.1:3000",
      description: "Put HTTPS in front of an application.",
    },
    {
      command: "twist http --listen tcp:8080 --proxy http://10.0.0.1:3000 --proxy http://10.0.0.2:3000",
      description: "Share requests between two servers.",
    },
  ],
  async makeService({ listen, accessLog, ...served }, context: ServiceContext) {
    const onRequest = await servedHandler(served, context);
    const log = commandAccessLog(context.log, accessLog);
    const factory = new HTTPFactory({ onRequest, ...(log === undefined ? {} : { accessLog: log }) });
    return serveEndpoints(listen, factory, { plain: "http", tls: "https" }, context);
  },
});

// eslint-disable-next-line no-restricted-exports -- the plugin contract is a default export
export default httpServiceMaker;

/** @throws {OptionsError} unless there is exactly one thing to serve. */
async function servedHandler(options: ServedOptions, context: ServiceContext): Promise<RequestHandler> {
  const { root, autoindex, noCompress, proxy } = options;
  if (proxy.length === 0) {
    if (root === undefined)
      throw new OptionsError("Give --root DIR to serve files, or --proxy URL to send requests on.");
    const files = await fileRoot(root, autoindex);
    return noCompress ? resourceRequestHandler(files) : compress(files);
  }
  if (root !== undefined) throw new OptionsError("Give --root or --proxy, not both.");
  if (autoindex) throw new OptionsError("--autoindex lists directories: it goes with --root, not with --proxy.");
  // What a site says may be compressed is for the servers behind to know: they are asked with the client's own Accept-Encoding.
  return resourceRequestHandler(proxyRoot(proxy, context));
}

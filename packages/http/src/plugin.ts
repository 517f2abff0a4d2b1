import type { Logger } from "@twist/core";
import { OptionsError, type ServiceContext, defineServiceMaker, serveEndpoints } from "@twist/core/application";
import { LocalFileSystem, isFileSystemError } from "@twist/core/filesystem";
import { type AccessLog, formatCombinedLog, formatCommonLog } from "./server/access-log.js";
import { HTTPFactory } from "./server/http-factory.js";
import { StaticFiles } from "./static/static-files.js";

const accessLogFormats = ["none", "common", "combined", "structured"] as const;

const httpServiceMaker = defineServiceMaker({
  name: "http",
  description: "Serves the files of a directory over HTTP",
  options: {
    listen: {
      type: "endpoint",
      description: "Where to listen, for example tcp:8080 or tls:8443:key=site.key:cert=site.crt",
      valueName: "E",
      required: true,
      repeatable: true,
    },
    root: { type: "path", description: "The directory whose files are served", valueName: "DIR", required: true },
    autoindex: { type: "flag", description: "List directories that have no index.html" },
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
  ],
  async makeService({ listen, root, autoindex, accessLog }, context: ServiceContext) {
    const files = new StaticFiles(await openRoot(root), { autoindex });
    const log = accessLogTo(context.log, accessLog);
    const factory = new HTTPFactory({ resource: files, ...(log === undefined ? {} : { accessLog: log }) });
    return serveEndpoints(listen, factory, { plain: "http", tls: "https" }, context);
  },
});

// eslint-disable-next-line no-restricted-exports -- the plugin contract is a default export
export default httpServiceMaker;

async function openRoot(root: string): Promise<LocalFileSystem> {
  const fileSystem = new LocalFileSystem(root, { readOnly: true });
  try {
    if ((await fileSystem.stat("/")).type === "directory") return fileSystem;
  } catch (error) {
    if (!isFileSystemError(error)) throw error;
    throw new OptionsError(`--root: there is no directory ${root} that can be read`, { cause: error });
  }
  throw new OptionsError(`--root: ${root} is no directory`);
}

/** Requests go to the log and not to standard output, which is for the lines that scripts read. */
function accessLogTo(log: Logger, format: string): AccessLog | undefined {
  switch (format) {
    case "none":
      return undefined;
    case "combined":
      return (entry) => {
        log.info(formatCombinedLog(entry));
      };
    case "structured":
      return ({ peer, request, status, bodyBytes, durationMs }) => {
        log.info("request", {
          peer: peer.type === "tcp" ? peer.host : peer.type,
          method: request?.method,
          target: request?.target,
          status,
          bodyBytes,
          durationMs: Math.round(durationMs * 1000) / 1000,
        });
      };
    default:
      return (entry) => {
        log.info(formatCommonLog(entry));
      };
  }
}

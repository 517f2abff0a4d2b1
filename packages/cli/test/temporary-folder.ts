import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A folder with the given files in it, gone at the end of the block: `await using folder = await temporaryFolder({ … })`. */
export async function temporaryFolder(
  files: Readonly<Record<string, string>> = {},
): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await realpath(await mkdtemp(join(tmpdir(), "twist-cli-")));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), content);
  }
  return { path, [Symbol.asyncDispose]: async () => rm(path, { recursive: true, force: true }) };
}

/** The files of a package with a plugin, installed in `node_modules`. The plugin says `hello` on each connection. */
export function helloPlugin(name = "hello", packageName = `twist-${name}`): Record<string, string> {
  return {
    [`node_modules/${packageName}/package.json`]: JSON.stringify({
      name: packageName,
      type: "module",
      twist: { plugins: ["./plugin.js"] },
    }),
    [`node_modules/${packageName}/plugin.js`]: `
      export default {
        name: ${JSON.stringify(name)},
        description: "Says hello",
        options: {
          listen: { type: "endpoint", description: "Where to listen.", required: true, repeatable: true },
          greeting: { type: "text", description: "What to say.", default: "hello" },
        },
        tasks: [{
          name: "add",
          description: "Adds a greeting",
          arguments: [
            { name: "how", description: "How to add it.", choices: ["first", "last"] },
            { name: "file", description: "Where it goes.", type: "path", variadic: true },
          ],
          options: { greeting: { type: "text", description: "The greeting.", required: true } },
          examples: [{ command: "twist ${name} add first book --greeting hi", description: "Adds hi to the book" }],
          async runTask(words, options, context) {
            if (options.greeting === "wait") {
              context.print("waiting");
              await new Promise((resolve) => context.signal.addEventListener("abort", resolve));
            }
            if (options.greeting === "") throw new Error("nothing to add");
            context.print(JSON.stringify([words, options]));
          },
        }],
        examples: [{ command: "twist ${name} --listen tcp:1234", description: "Says hello on port 1234" }],
        makeService(options, context) {
          const ports = [];
          const factory = {
            buildProtocol: () => ({
              makeConnection(transport) { transport.write(options.greeting + "\\n"); transport.loseConnection(); },
              dataReceived() {},
              connectionLost() {},
            }),
            doStart() {},
            doStop() {},
          };
          return {
            async startService() {
              for (const endpoint of options.listen) {
                const number = Number(endpoint.split(":")[1]);
                const port = await context.reactor.listenTCP(number, factory, { interface: "127.0.0.1" });
                ports.push(port);
                context.listening("hello", port.address);
              }
            },
            async stopService() { for (const port of ports) await port.stopListening(); },
          };
        },
      };`,
  };
}

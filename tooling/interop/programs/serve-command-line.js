import { formatAddress, logPublisher } from "@twist/core";
import { EndpointService, MultiService, run } from "@twist/core/application";

/**
 * Serves at each endpoint of the command line, as the `twist` command does. The `listening` lines and the log go to standard error, since
 * standard output may be a connection.
 *
 * @param {import("@twist/core").ProtocolFactory} factory
 */
export async function serveCommandLine(factory) {
  logPublisher.addObserver(({ level, message, error }) => {
    if (level !== "debug") say(error === undefined ? message : `${message}: ${String(error)}`);
  });
  const services = new MultiService();
  try {
    for (const description of process.argv.slice(2)) {
      services.add(
        new EndpointService(description, factory, {
          onListening: (address) => {
            say(`listening script ${formatAddress(address)}`);
          },
        }),
      );
    }
    await run(services, { graceMs: 500 });
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}

/** @param {string} line */
function say(line) {
  process.stderr.write(`${line}\n`);
}

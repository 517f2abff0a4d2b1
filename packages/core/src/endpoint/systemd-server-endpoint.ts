/**
 * Sockets that systemd opened for us (sd_listen_fds(3)): `systemd:index=0`, or `systemd:name=web` after the `FileDescriptorName=` of
 * the socket unit. The service then starts on its first connection, and can be restarted without refusing one.
 */

import type { ReactorFDs } from "../reactor/reactor.js";
import type { DescriptionReader } from "./description-reader.js";
import { FDServerEndpoint } from "./fd-server-endpoint.js";

/** The first descriptor that systemd hands over (SD_LISTEN_FDS_START). */
const firstFD = 3;

/** What systemd says in the environment. */
export interface SystemdEnvironment {
  readonly LISTEN_PID?: string | undefined;
  readonly LISTEN_FDS?: string | undefined;
  readonly LISTEN_FDNAMES?: string | undefined;
}

/** Reads what follows `systemd:` in a server description. */
export function readSystemdServer(
  reactor: ReactorFDs,
  reader: DescriptionReader,
  environment: SystemdEnvironment = process.env,
  pid = process.pid,
): FDServerEndpoint {
  const names = socketNames(reader, environment, pid);
  const name = reader.option("name");
  const index = reader.integer("index", 0, 1023);
  reader.finish();
  if (name !== undefined && index !== undefined) throw reader.error('"name=" and "index=" exclude each other');
  const position = name === undefined ? (index ?? 0) : names.indexOf(name);
  if (position === -1) {
    throw reader.error(`systemd passed no socket named "${name ?? ""}" (it passed ${names.join(", ")})`);
  }
  if (position >= names.length) {
    throw reader.error(
      `systemd passed ${String(names.length)} socket(s), so there is none with index ${String(position)}`,
    );
  }
  return new FDServerEndpoint(reactor, firstFD + position);
}

function socketNames(reader: DescriptionReader, environment: SystemdEnvironment, pid: number): readonly string[] {
  const count = Number(environment.LISTEN_FDS ?? "0");
  if (environment.LISTEN_PID !== String(pid) || !Number.isSafeInteger(count) || count < 1) {
    throw reader.error("systemd passed no sockets to this process; start it through a socket unit");
  }
  const given = (environment.LISTEN_FDNAMES ?? "").split(":");
  return Array.from({ length: count }, (_, index) => given[index] ?? "unknown");
}

import type { ChildProcess } from "node:child_process";
import type { Deferred } from "../../deferred/deferred.js";
import type { PipeAddress } from "../../transport/address.js";
import { ConnectError } from "../../transport/connection-errors.js";
import { CannotSpawnError } from "../../transport/process-errors.js";
import type { ProcessReceiver, ProcessTransport } from "../../transport/process-transport.js";
import type { ProtocolFactory } from "../../transport/protocol-factory.js";
import type { StreamProtocol } from "../../transport/transport.js";
import type { ConnectOptions, SpawnOptions } from "../reactor.js";
import { ChildProcessTransport } from "./child-process-transport.js";
import { FactoryUse } from "./factory-use.js";
import { JoinedStreams } from "./joined-streams.js";
import { spawnChild } from "./spawn-child.js";
import { childFDsOf } from "./spawn-options.js";
import type { ConnectionSettings } from "./connection-settings.js";
import { StreamConnection } from "./stream-connection.js";

/** Starts `executable` and lets `receiver` talk with it. */
export function spawnProcess(
  receiver: ProcessReceiver,
  executable: string,
  options: SpawnOptions,
): Deferred<ProcessTransport> {
  const fds = childFDsOf(options);
  return spawnChild(executable, options, fds).addCallbacks(
    (child): ProcessTransport => {
      const transport = new ChildProcessTransport(child, receiver, fds);
      transport.start();
      return transport;
    },
    (error): never => {
      if (error instanceof CannotSpawnError) receiver.processEnded({ exitCode: undefined, signal: undefined });
      throw error;
    },
  );
}

/** Starts `executable` and lets a protocol of the factory speak on its standard input and output, as one stream. */
export function connectProcess<P extends StreamProtocol>(
  executable: string,
  factory: ProtocolFactory<P>,
  options: SpawnOptions & ConnectOptions,
  settings: ConnectionSettings,
): Deferred<P> {
  const fds = childFDsOf({ ...options, childFDs: { 2: "inherit", ...options.childFDs, 0: "write", 1: "read" } });
  factory.doStart();
  return spawnChild(executable, options, fds)
    .addCallback((child) => speakWith(child, factory, settings))
    .addErrback((error): never => {
      factory.doStop();
      throw error;
    });
}

function speakWith<P extends StreamProtocol>(
  child: ChildProcess,
  factory: ProtocolFactory<P>,
  settings: ConnectionSettings,
): P {
  const { stdin, stdout } = child;
  const peer: PipeAddress = { type: "pipe", name: `process ${String(child.pid)}` };
  const protocol = stdin === null || stdout === null ? undefined : factory.buildProtocol(peer);
  if (stdin === null || stdout === null || protocol === undefined) {
    child.kill("SIGKILL");
    throw new ConnectError(`The factory refused the connection to ${peer.name}.`);
  }
  new StreamConnection(new JoinedStreams(stdout, stdin), { peer }, settings).start(protocol, new FactoryUse(factory));
  return protocol;
}

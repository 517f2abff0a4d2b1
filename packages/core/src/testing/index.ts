/**
 * What tests of protocols stand on: doubles of the transport and of the reactor, virtual time, dialogues, and the simulated network.
 * @packageDocumentation
 */

export { Clock, type ClockOptions } from "../reactor/clock.js";
export { ConnectedPair, connectedPair, type ConnectedPairOptions } from "./connected-pair.js";
export { everySplit, everySplitAsync, splitsOf, type EverySplitOptions, type Split } from "./every-split.js";
export { MemoryReactor, type RecordedRequest } from "./memory-reactor/memory-reactor.js";
export { RecordedConnect, type ConnectRequest } from "./memory-reactor/recorded-connect.js";
export { RecordedDatagramPort, type SentDatagram } from "./memory-reactor/recorded-datagram-port.js";
export { RecordedPort, type AcceptedConnection, type ListenRequest } from "./memory-reactor/recorded-port.js";
export { memoryTransports } from "./protocol-matrix/memory-transports.js";
export {
  protocolMatrix,
  type MatrixClient,
  type MatrixProtocol,
  type MatrixTransport,
} from "./protocol-matrix/protocol-matrix.js";
export { openSimulatedWorld, reactorTransports, simulatedTransports } from "./protocol-matrix/reactor-transports.js";
export type { ComplianceCase, ComplianceWorld } from "./reactor-compliance/compliance-world.js";
export { reactorComplianceCases } from "./reactor-compliance/reactor-compliance.js";
export { SeededRandom } from "./seeded-random.js";
export { Link, type LinkOptions, type OutageOptions } from "./simulated-network/link.js";
export { NetworkStillBusy, NotSimulatedError } from "./simulated-network/network-errors.js";
export { SimulatedHost } from "./simulated-network/simulated-host.js";
export {
  SimulatedNetwork,
  type SimulatedHostOptions,
  type SimulatedNetworkOptions,
} from "./simulated-network/simulated-network.js";
export { SimulatedReactor } from "./simulated-network/simulated-reactor.js";
export type { StreamMeter, StreamPlan } from "./simulated-network/socket-pair.js";
export type { Chunking, StreamFault } from "./simulated-network/stream-fault.js";
export { SimulatedAuthority, type IssueOptions } from "./simulated-tls/simulated-authority.js";
export { StringTransport, type StringTransportOptions } from "./string-transport.js";
export { TortureFailure } from "./torture/torture-failure.js";
export type { TortureOptions, TorturePlan } from "./torture/torture-plan.js";
export { replayTorture } from "./torture/torture-run.js";
export type { TortureClient, TortureSubject, TortureWorld } from "./torture/torture-subject.js";
export { torture, type TortureReport } from "./torture/torture.js";
export { parseTranscript, type TranscriptOptions } from "./transcript/parse-transcript.js";
export {
  playTranscript,
  playTranscriptAtEverySplit,
  type PlayTranscriptOptions,
  type TranscriptSubject,
} from "./transcript/play-transcript.js";
export { TranscriptMismatch } from "./transcript/transcript-mismatch.js";
export type { Side, Transcript, TranscriptLine, TranscriptStep } from "./transcript/transcript.js";
export { escapePaths } from "./filesystem-suite/escape-paths.js";
export {
  fileSystemSuite,
  type FileSystemCase,
  type FileSystemSuite,
  type FileSystemSuiteOptions,
} from "./filesystem-suite/file-system-suite.js";
export type { FileSystemFeature, Outside } from "./filesystem-suite/suite-case.js";

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
export { SeededRandom } from "./seeded-random.js";
export { StringTransport, type StringTransportOptions } from "./string-transport.js";
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

/**
 * `@twist/core`: what every Twist protocol stands on. Deferreds, transports and protocols, the reactor that drives them, endpoints that say
 * where, and logging. `@twist/core/wire`, `/policies`, `/cred`, `/filesystem`, `/application` and `/testing` hold the rest.
 *
 * @packageDocumentation
 */

import { installUnhandledErrorReporter } from "./logging/unhandled-errors.js";

installUnhandledErrorReporter();

export { TwistError, isTwistError, type TwistErrorOptions } from "./errors/twist-error.js";

export { abortable } from "./deferred/abortable.js";
export { keepAsyncContext } from "./deferred/async-context.js";
export {
  AlreadyCalledError,
  CancelledError,
  FailureGroup,
  FirstError,
  QueueOverflow,
  QueueUnderflow,
  TimeoutError,
} from "./deferred/deferred-errors.js";
export { DeferredEvent } from "./deferred/deferred-event.js";
export {
  DeferredList,
  type DeferredListOptions,
  type DeferredListResult,
  type DeferredOutcome,
} from "./deferred/deferred-list.js";
export { DeferredLock } from "./deferred/deferred-lock.js";
export { DeferredQueue, type DeferredQueueOptions } from "./deferred/deferred-queue.js";
export { DeferredSemaphore } from "./deferred/deferred-semaphore.js";
export { Deferred } from "./deferred/deferred.js";
export { fail } from "./deferred/fail.js";
export { gatherResults } from "./deferred/gather-results.js";
export { inlineCallbacks, waitFor, type InlineBody } from "./deferred/inline-callbacks.js";
export { maybeDeferred } from "./deferred/maybe-deferred.js";
export { race } from "./deferred/race.js";
export type { DelayedCall, ReactorTime } from "./deferred/reactor-time.js";
export { succeed } from "./deferred/succeed.js";
export { trap } from "./deferred/trap.js";

export { LogPublisher, logPublisher, type LogEvent, type LogLevel, type LogObserver } from "./logging/log-publisher.js";
export { Logger, type LogFields } from "./logging/logger.js";

export {
  formatAddress,
  ipAddress,
  type Address,
  type IPAddress,
  type MemoryAddress,
  type PipeAddress,
  type UNIXAddress,
} from "./transport/address.js";
export { CertificateStore } from "./transport/certificate-store.js";
export {
  CannotListenError,
  ConnectError,
  ConnectionAborted,
  ConnectionDone,
  ConnectionLost,
  ConnectionRefusedError,
  ConnectTimeoutError,
  DNSLookupError,
  TLSHandshakeError,
  type ConnectionEnd,
} from "./transport/connection-errors.js";
export type { ConnectionOwner, ConnectionSet, OpenConnection } from "./transport/connection-set.js";
export type { DatagramReceiver, DatagramTransport } from "./transport/datagram-transport.js";
export { AddressList } from "./transport/address-list.js";
export { addressGroup, isIPv4, isIPv6 } from "./wire/ip-address.js";
export type { ListeningPort } from "./transport/listening-port.js";
export { CannotSpawnError, ProcessExitedAlready } from "./transport/process-errors.js";
export type { ProcessExit, ProcessReceiver, ProcessTransport } from "./transport/process-transport.js";
export type {
  Consumer,
  PullProducer,
  PullProducerOptions,
  PushProducer,
  PushProducerOptions,
  TextEncoding,
} from "./transport/producer.js";
export { ProducerLink } from "./transport/producer-link.js";
export type { ProtocolFactory } from "./transport/protocol-factory.js";
export type {
  PEM,
  PeerCertificate,
  StartTLSOptions,
  TLSCertificate,
  TLSCertificateSource,
  TLSClientOptions,
  TLSInfo,
  TLSServerOptions,
} from "./transport/tls-options.js";
export type { LoseConnectionOptions, StreamProtocol, Transport } from "./transport/transport.js";

export { ConnectionStream, type ConnectionStreamOptions } from "./protocol/bridges/connection-stream.js";
export { TransportDuplex } from "./protocol/bridges/transport-duplex.js";
export {
  WebStreamConnection,
  type WebStreamConnectionOptions,
  type WebStreamPair,
} from "./protocol/bridges/web-stream-connection.js";
export { WebStreams } from "./protocol/bridges/web-streams.js";
export { DatagramProtocol } from "./protocol/datagram-protocol.js";
export { Factory } from "./protocol/factory.js";
export { ProcessProtocol } from "./protocol/process-protocol.js";
export { Protocol } from "./protocol/protocol.js";
export { FramedProtocol } from "./protocol/framed-protocol.js";
export { Int16StringReceiver } from "./protocol/int16-string-receiver.js";
export { Int32StringReceiver } from "./protocol/int32-string-receiver.js";
export { Int8StringReceiver } from "./protocol/int8-string-receiver.js";
export { IntNStringReceiver } from "./protocol/int-n-string-receiver.js";
export { LineReceiver } from "./protocol/line-receiver.js";
export { NetstringReceiver } from "./protocol/netstring-receiver.js";
export { ProtocolWrapper } from "./protocol/policies/protocol-wrapper.js";
export { WrappingFactory } from "./protocol/policies/wrapping-factory.js";

export { LoopingCall } from "./reactor/looping-call.js";
export { connectDuplex, type ConnectDuplexOptions } from "./reactor/node/connect-duplex.js";
export { NodeReactor } from "./reactor/node/node-reactor.js";
export { WorkerLost } from "./reactor/node/worker-lost.js";
export { reactor } from "./reactor/node/reactor.js";
export type {
  ConnectOptions,
  ConnectTCPOptions,
  ConnectTLSOptions,
  DeferToWorkerOptions,
  ListenTCPOptions,
  ListenUDPOptions,
  ListenUNIXOptions,
  Reactor,
  ReactorCore,
  ReactorFDs,
  ReactorNameResolver,
  ReactorProcess,
  ReactorTCP,
  ReactorThreads,
  ReactorTLS,
  ReactorUDP,
  ReactorUNIX,
  ResolvedAddress,
  ResolveOptions,
  SpawnOptions,
  SystemEvent,
  SystemEventPhase,
} from "./reactor/reactor.js";

export { exponentialBackoff, type ExponentialBackoffOptions, type RetryPolicy } from "./endpoint/backoff.js";
export { CertificateFiles } from "./endpoint/certificate-files.js";
export { ClientService, type ClientServiceOptions } from "./endpoint/client-service.js";
export { parseDescription, quoteArgument, type Description, type DescriptionArgument } from "./endpoint/description.js";
export { DescriptionReader } from "./endpoint/description-reader.js";
export { EndpointDescriptionError } from "./endpoint/endpoint-error.js";
export type { ClientEndpoint, DatagramEndpoint, ServerEndpoint } from "./endpoint/endpoint.js";
export {
  clientFromString,
  datagramFromString,
  registerClientEndpoint,
  registerDatagramEndpoint,
  registerServerEndpoint,
  serverFromString,
  type EndpointParser,
} from "./endpoint/from-string.js";
export { happyEyeballs, type HappyEyeballsOptions } from "./endpoint/happy-eyeballs.js";
export { TCPClientEndpoint } from "./endpoint/tcp-client-endpoint.js";
export { TCPServerEndpoint } from "./endpoint/tcp-server-endpoint.js";
export { TLSClientEndpoint } from "./endpoint/tls-client-endpoint.js";
export { TLSServerEndpoint } from "./endpoint/tls-server-endpoint.js";
export { UDPEndpoint } from "./endpoint/udp-endpoint.js";
export { UNIXClientEndpoint } from "./endpoint/unix-client-endpoint.js";
export { UNIXServerEndpoint } from "./endpoint/unix-server-endpoint.js";

import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { connect, TLSSocket, type ConnectionOptions, type SecureContext } from "node:tls";
import type { DelayedCall, ReactorTime } from "../../deferred/reactor-time.js";
import type { Address } from "../../transport/address.js";
import { ConnectTimeoutError } from "../../transport/connection-errors.js";
import { isIPv4, isIPv6 } from "../../wire/ip-address.js";
import type { StartTLSOptions, TLSClientOptions, TLSServerOptions } from "../../transport/tls-options.js";
import { certificateFor } from "./certificate-choice.js";
import { explainTLSFailure, refusedByCertificateSource } from "./tls-errors.js";
import { clientContext, serverContext } from "./tls-contexts.js";

/** How long a TLS handshake may take where the options don't say. */
const defaultHandshakeTimeoutMs = 10_000;

/** One TLS handshake on a stream. */
export class TLSHandshake {
  readonly #options: StartTLSOptions;
  readonly #peer: Address;
  readonly #clock: ReactorTime;
  /** Where the certificate source refused or failed: the error that is told instead of what comes of it. */
  #refusal: Error | undefined = undefined;

  /**
   * @param peer Who is at the other end: a client checks the certificate against its host where no `serverName` is given.
   * @throws {TypeError} where a client has no name to check the certificate against.
   */
  constructor(options: StartTLSOptions, peer: Address, clock: ReactorTime) {
    if (options.role === "client") expectedName(options, peer);
    this.#options = options;
    this.#peer = peer;
    this.#clock = clock;
  }

  /**
   * Takes `wire` over and shakes hands on it. `settle` is called once, later: without an error when the peer has shown all
   * that the options ask for. Until then nothing may be written to the returned socket.
   */
  begin(wire: Duplex, settle: (error?: Error) => void): TLSSocket {
    wire.on("error", ignore);
    const { role, handshakeTimeoutMs = defaultHandshakeTimeoutMs } = this.#options;
    const socket = role === "server" ? this.#openServer(wire, this.#options) : this.#openClient(wire, this.#options);
    let timer: DelayedCall | undefined = undefined;
    const finish = (error?: Error): void => {
      timer?.cancel();
      socket.off(role === "server" ? "secure" : "secureConnect", onSecure);
      socket.off("error", onError);
      socket.off("end", onEnd);
      socket.off("close", onEnd);
      socket.on("error", ignore);
      settle(error);
    };
    const onSecure = (): void => {
      finish(role === "server" ? checkClient(socket, this.#options) : undefined);
    };
    const onError = (error: Error): void => {
      finish(explainTLSFailure(this.#refusal ?? error, this.#options));
    };
    const onEnd = (): void => {
      finish(explainTLSFailure(this.#refusal, this.#options));
    };
    timer = this.#clock.callLater(handshakeTimeoutMs, () => {
      finish(
        new ConnectTimeoutError(`The peer took longer than ${String(handshakeTimeoutMs)} ms for the TLS handshake.`),
      );
    });
    socket.on(role === "server" ? "secure" : "secureConnect", onSecure);
    socket.on("error", onError);
    socket.on("end", onEnd);
    socket.on("close", onEnd);
    return socket;
  }

  #openServer(wire: Duplex, options: TLSServerOptions): TLSSocket {
    const { clientCertificate = "none", alpnProtocols } = options;
    const socket = new TLSSocket(asSocket(wire), {
      isServer: true,
      secureContext: this.#contextFor(undefined) ?? serverContext(undefined, options),
      // Node calls this only for a client that sends a name, and until recently let an exception out of it end the process
      // (CVE-2026-21637).
      SNICallback: (serverName, done) => {
        const context = this.#contextFor(serverName);
        if (context === undefined) done(this.#refusal ?? refusedByCertificateSource(serverName));
        else done(null, context);
      },
      requestCert: clientCertificate !== "none",
      rejectUnauthorized: clientCertificate === "require",
      ...(alpnProtocols === undefined ? {} : { ALPNProtocols: [...alpnProtocols] }),
    });
    // A `TLSSocket` that no `tls.Server` has made keeps its errors after the handshake, a broken record for example, to itself.
    socket.on("_tlsError", (error: Error) => {
      socket.destroy(error);
    });
    return socket;
  }

  /** The secure context for the certificate of `serverName`; `undefined` where there is none. */
  #contextFor(serverName: string | undefined): SecureContext | undefined {
    const options = this.#options as TLSServerOptions;
    this.#refusal = undefined;
    try {
      const certificate = certificateFor(options.certificate, serverName);
      if (certificate !== undefined) return serverContext(certificate, options);
      this.#refusal = refusedByCertificateSource(serverName);
    } catch (error) {
      this.#refusal = refusedByCertificateSource(serverName, error);
    }
    return undefined;
  }

  #openClient(wire: Duplex, options: TLSClientOptions): TLSSocket {
    const name = expectedName(options, this.#peer);
    const { verify = true, alpnProtocols } = options;
    const connectOptions: ConnectionOptions = {
      socket: wire,
      secureContext: clientContext(options),
      rejectUnauthorized: verify,
      // RFC 6066 §3: a literal address is not sent as a server name; it is still what the certificate must vouch for.
      ...(name === undefined || isIPv4(name) || isIPv6(name) ? { servername: "" } : { servername: name }),
      ...(name === undefined ? {} : { host: name }),
      ...(alpnProtocols === undefined ? {} : { ALPNProtocols: [...alpnProtocols] }),
    };
    return connect(connectOptions);
  }
}

/** What the server's certificate must vouch for; `undefined` only where nothing is verified. */
function expectedName(options: TLSClientOptions, peer: Address): string | undefined {
  const name = options.serverName ?? (peer.type === "tcp" ? peer.host : undefined);
  if (name === undefined && options.verify !== false) {
    throw new TypeError("A TLS client needs a serverName to check the server's certificate against.");
  }
  return name;
}

/**
 * Whether the client has shown what was asked for. A `TLSSocket` that is made by hand, and not by a `tls.Server`, leaves this
 * question to its owner; OpenSSL's answer is only to be had from its handle.
 */
function checkClient(socket: TLSSocket, options: TLSServerOptions): Error | undefined {
  const { clientCertificate = "none" } = options;
  if (clientCertificate === "none") return undefined;
  const handle = (socket as { _handle?: { verifyError?: () => Error | null } })._handle;
  // An unknown answer is a no.
  const error =
    handle?.verifyError === undefined ? new Error("the certificate could not be checked") : handle.verifyError();
  if (!error) {
    socket.authorized = true;
    return undefined;
  }
  return clientCertificate === "require" ? explainTLSFailure(error, { role: "server", ...options }) : undefined;
}

/** `TLSSocket` takes any `Duplex`; its types know only of sockets. */
function asSocket(wire: Duplex): Socket {
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- Node's documentation allows it, its types don't
  return wire as Socket;
}

function ignore(): void {
  // Whoever has to know is told by another way.
}

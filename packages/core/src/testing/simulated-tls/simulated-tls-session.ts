/**
 * One end of a simulated TLS connection, as a machine: bytes of the wire in, plaintext out, and back. The handshake has the shape of TLS 1.3's:
 *
 *     client                               server
 *     ClientHello (name, ALPN)    ----->
 *                                 <-----   ServerHello (ALPN, certificates)
 *     Finished (certificates)     ----->
 *
 * so the client is done one leg before the server, and learns only afterwards if its own certificate is refused. Certificates, names,
 * dates and protocols are checked as real TLS does; nothing is encrypted.
 */

import type {
  StartTLSOptions,
  TLSCertificate,
  TLSClientOptions,
  TLSInfo,
  TLSServerOptions,
} from "../../transport/tls-options.js";
import { TLSHandshakeError } from "../../transport/connection-errors.js";
import { certificateFor } from "../../reactor/node/certificate-choice.js";
import { isIPv4, isIPv6 } from "../../wire/ip-address.js";
import type { SeededRandom } from "../seeded-random.js";
import { checkChain, pemText, readCertificates, readOwnChain } from "./certificate-chain.js";
import type { CheckableCertificate } from "./checkable-certificate.js";
import { encodeClientHello, parseClientHello, type ClientHello } from "./client-hello.js";
import { SimulatedTLSInfo } from "./simulated-tls-info.js";
import { alerts, decodeAlert, encodeAlert, type AlertName } from "./tls-alert.js";
import { encodeRecords, recordType, TLSRecordReader, type TLSRecord } from "./tls-record.js";

/** Where a session gives what it makes. */
export interface TLSSessionSink {
  /** Whether plaintext may be given now. */
  readonly reading: boolean;
  /** Bytes for the wire. */
  enqueue(bytes: Buffer): void;
  /** The peer said this. */
  plaintext(bytes: Buffer): void;
  /** The handshake is done: `info` is there. */
  completed(): void;
  /** The peer says no more. */
  peerEnded(): void;
  /** The handshake failed, or what comes afterwards is no TLS. The alert for the peer, if any, has been sent. */
  failed(error: TLSHandshakeError): void;
}

export interface TLSSessionOptions {
  readonly tls: StartTLSOptions;
  /** What a client checks the certificate against where its options name nobody. */
  readonly peerHost: string | undefined;
  readonly random: SeededRandom;
  readonly wallTime: () => number;
}

type State = "waiting for ClientHello" | "waiting for ServerHello" | "waiting for Finished" | "open" | "over";

/** What the server's answer says, as JSON in a handshake record. */
interface ServerHello {
  readonly random: string;
  readonly alpnProtocol: string | undefined;
  readonly chain: string;
  readonly wantsCertificate: boolean;
}

/** What the client's last word says. */
interface Finished {
  readonly chain: string;
}

/** Thrown within the machine, and turned into an alert for the peer and an error for us. */
class Refusal extends Error {
  readonly alert: AlertName;

  constructor(alert: AlertName, message: string, options?: ErrorOptions) {
    super(message, options);
    this.alert = alert;
  }
}

export class SimulatedTLSSession {
  /** What was agreed on, once the handshake is done. */
  info: TLSInfo | undefined = undefined;
  readonly #options: TLSSessionOptions;
  readonly #sink: TLSSessionSink;
  readonly #records = new TLSRecordReader();
  readonly #random: Buffer;
  #state: State;
  #clientHello: ClientHello | undefined = undefined;
  #serverHello: ServerHello | undefined = undefined;
  #own: CheckableCertificate | undefined = undefined;
  /** Written before the handshake was done. */
  #held: Buffer[] = [];
  #heldBytes = 0;
  /** `end` was called before the handshake was done. */
  #endHeld = false;
  #wireEnded = false;
  /** The peer has said that it says no more. We may still. */
  #peerEnded = false;
  #busy = false;

  /** @throws {TypeError} where a client has no name to check the certificate against. */
  constructor(options: TLSSessionOptions, sink: TLSSessionSink) {
    this.#options = options;
    this.#sink = sink;
    this.#random = options.random.bytes(32);
    this.#state = options.tls.role === "client" ? "waiting for ServerHello" : "waiting for ClientHello";
    if (
      options.tls.role === "client" &&
      options.tls.verify !== false &&
      this.#expectedName(options.tls) === undefined
    ) {
      throw new TypeError("A TLS client needs a serverName to check the server's certificate against.");
    }
  }

  get handshaking(): boolean {
    return this.#state !== "open" && this.#state !== "over";
  }

  /** How many bytes wait for the handshake. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** Begins. A client says hello, a server waits. */
  start(): void {
    const { tls } = this.#options;
    if (tls.role === "server") return;
    const name = this.#expectedName(tls);
    // RFC 6066 §3: a literal address is not sent as a server name.
    const serverName = name === undefined || isIPv4(name) || isIPv6(name) ? undefined : name;
    this.#clientHello = { random: this.#random, serverName, alpnProtocols: tls.alpnProtocols ?? [] };
    this.#sink.enqueue(encodeRecords(recordType.handshake, encodeClientHello(this.#clientHello)));
  }

  /** The application says `bytes`. */
  write(bytes: Buffer): void {
    if (this.#state === "open") {
      this.#sink.enqueue(encodeRecords(recordType.applicationData, bytes));
    } else if (this.handshaking) {
      this.#held.push(bytes);
      this.#heldBytes += bytes.length;
    }
  }

  /** The application says no more. */
  end(): void {
    if (this.#state === "open") this.#sink.enqueue(encodeRecords(recordType.alert, encodeAlert("close_notify")));
    else this.#endHeld = true;
  }

  /** `bytes` have come from the wire. */
  receive(bytes: Buffer): void {
    this.#records.push(bytes);
    this.read();
  }

  /** The wire gives no more. */
  wireEnded(): void {
    this.#wireEnded = true;
    this.read();
  }

  /** Goes on with what has come, as far as the reader takes it. */
  read(): void {
    if (this.#busy) return;
    this.#busy = true;
    try {
      while (this.#state !== "over" && !this.#peerEnded && (this.handshaking || this.#sink.reading)) {
        const record = this.#records.next();
        if (record !== undefined) this.#take(record);
        else if (this.#wireEnded) this.#endOfWire();
        else break;
      }
    } catch (error) {
      if (error instanceof Refusal) this.#refuse(error);
      else if (error instanceof RangeError)
        this.#refuse(new Refusal("unexpected_message", this.#notTLS(), { cause: error }));
      else throw error;
    } finally {
      this.#busy = false;
    }
  }

  #take({ type, payload }: TLSRecord): void {
    if (type === recordType.alert) this.#alerted(payload);
    else if (this.#state === "open" && type === recordType.applicationData) this.#sink.plaintext(payload);
    else if (type !== recordType.handshake)
      throw new Refusal("unexpected_message", "The peer sent data before the TLS handshake was done.");
    else if (this.#state === "waiting for ClientHello") this.#answer(parseClientHello(payload));
    else if (this.#state === "waiting for ServerHello") this.#verifyServer(readJSON(payload) as ServerHello);
    else if (this.#state === "waiting for Finished") this.#verifyClient(readJSON(payload) as Finished);
    else throw new Refusal("unexpected_message", "The peer began a second TLS handshake.");
  }

  #answer(hello: ClientHello): void {
    const options = this.#options.tls as TLSServerOptions;
    this.#clientHello = hello;
    const chain = this.#serverChain(options, hello.serverName);
    const offered = options.alpnProtocols ?? [];
    const alpnProtocol = offered.find((protocol) => hello.alpnProtocols.includes(protocol));
    if (offered.length > 0 && hello.alpnProtocols.length > 0 && alpnProtocol === undefined) {
      const message = `The client speaks ${hello.alpnProtocols.join(", ")}; this side offers ${offered.join(", ")} (ALPN).`;
      throw new Refusal("no_application_protocol", message);
    }
    this.#serverHello = {
      random: this.#random.toString("hex"),
      alpnProtocol,
      chain,
      wantsCertificate: (options.clientCertificate ?? "none") !== "none",
    };
    this.#state = "waiting for Finished";
    this.#sink.enqueue(encodeRecords(recordType.handshake, writeJSON(this.#serverHello)));
  }

  #serverChain(options: TLSServerOptions, serverName: string | undefined): string {
    const asked = serverName === undefined ? "a client that names no server" : JSON.stringify(serverName);
    let certificate: TLSCertificate | undefined;
    try {
      certificate = certificateFor(options.certificate, serverName);
    } catch (error) {
      throw new Refusal("handshake_failure", `The certificate for ${asked} could not be used.`, { cause: error });
    }
    if (certificate === undefined) throw new Refusal("unrecognized_name", `There is no certificate for ${asked}.`);
    return this.#ownChain(certificate, asked);
  }

  /** What is shown to the peer. */
  #ownChain(certificate: TLSCertificate, owner: string): string {
    try {
      [this.#own] = readOwnChain(certificate);
    } catch (error) {
      throw new Refusal("handshake_failure", `The certificate for ${owner} could not be used.`, { cause: error });
    }
    return pemText(certificate.cert);
  }

  #verifyServer(hello: ServerHello): void {
    const options = this.#options.tls as TLSClientOptions;
    const chain = readCertificates(hello.chain);
    const name = this.#expectedName(options);
    const problem = checkChain(chain, readCertificates(options.ca), this.#options.wallTime());
    const verify = options.verify !== false;
    if (verify && problem !== undefined) throw new Refusal(problem.alert, problem.message);
    const named = name !== undefined && chain[0]?.vouchesFor(name) === true;
    if (verify && !named) {
      const message = `The server's certificate is for another name: it vouches for ${chain[0]?.subjectAltNames.join(", ") ?? "nobody"}, not for ${String(name)}.`;
      throw new Refusal("bad_certificate", message);
    }
    this.#serverHello = hello;
    const own = hello.wantsCertificate ? options.certificate : undefined;
    const finished: Finished = { chain: own === undefined ? "" : this.#ownChain(own, "this client") };
    this.#sink.enqueue(encodeRecords(recordType.handshake, writeJSON(finished)));
    this.#open(chain[0], problem === undefined && named);
  }

  #verifyClient(finished: Finished): void {
    const options = this.#options.tls as TLSServerOptions;
    const chain = readCertificates(finished.chain);
    const required = options.clientCertificate === "require";
    if (chain.length === 0) {
      if (required) throw new Refusal("certificate_required", "The client showed no certificate, and one is required.");
      this.#open(undefined, false);
      return;
    }
    const problem = checkChain(chain, readCertificates(options.ca), this.#options.wallTime());
    if (required && problem !== undefined) throw new Refusal(problem.alert, problem.message);
    this.#open(chain[0], problem === undefined);
  }

  #open(peerCertificate: CheckableCertificate | undefined, authorized: boolean): void {
    this.info = new SimulatedTLSInfo(
      {
        alpnProtocol: this.#serverHello?.alpnProtocol,
        serverName: this.#clientHello?.serverName,
        peerCertificate,
        ownCertificate: this.#own?.raw,
        authorized,
      },
      Buffer.concat([
        this.#clientHello?.random ?? Buffer.alloc(0),
        Buffer.from(this.#serverHello?.random ?? "", "hex"),
      ]),
    );
    this.#state = "open";
    const held = this.#held;
    this.#held = [];
    this.#heldBytes = 0;
    for (const bytes of held) this.write(bytes);
    if (this.#endHeld) this.end();
    this.#sink.completed();
  }

  #alerted(payload: Buffer): void {
    const name = decodeAlert(payload);
    if (name === "close_notify" && this.#state === "open") {
      this.#peerEnded = true;
      this.#sink.peerEnded();
      return;
    }
    this.#fail(new TLSHandshakeError(`The peer refused the TLS handshake (${name}). ${alerts[name].meaning}`));
  }

  #endOfWire(): void {
    if (this.handshaking) {
      this.#fail(new TLSHandshakeError("The peer closed the connection during the TLS handshake."));
      return;
    }
    this.#peerEnded = true;
    this.#sink.peerEnded();
  }

  #refuse(refusal: Refusal): void {
    this.#sink.enqueue(encodeRecords(recordType.alert, encodeAlert(refusal.alert)));
    this.#fail(new TLSHandshakeError(refusal.message, refusal.cause === undefined ? {} : { cause: refusal.cause }));
  }

  #fail(error: TLSHandshakeError): void {
    this.#state = "over";
    this.#sink.failed(error);
  }

  #expectedName(tls: TLSClientOptions): string | undefined {
    return tls.serverName ?? this.#options.peerHost;
  }

  #notTLS(): string {
    return this.handshaking ? "The peer does not speak TLS on this port." : "What came from the peer is no longer TLS.";
  }
}

function writeJSON(value: ServerHello | Finished): Buffer {
  return Buffer.from(JSON.stringify(value));
}

function readJSON(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString());
  } catch (error) {
    throw new RangeError("The handshake cannot be read.", { cause: error });
  }
}

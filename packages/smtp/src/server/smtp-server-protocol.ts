import {
  type Address,
  type ConnectionEnd,
  type DelayedCall,
  type LoseConnectionOptions,
  Protocol,
  type PushProducer,
} from "@twist/core";
import { type ConnectionCount, IdleTimeout } from "@twist/core/policies";
import type { ServerSink } from "../machine/server-sink.js";
import type { SMTPCommand } from "../machine/session-transitions.js";
import { SMTPServerMachine } from "../machine/smtp-server-machine.js";
import type { SMTPReply } from "../wire/reply.js";
import type { SMTPError } from "../wire/smtp-error.js";
import { writeText } from "../write-text.js";
import { SESSION_TOO_LONG, TIMED_OUT, TOO_MANY_CONNECTIONS } from "./usual-replies.js";
import type { ServerSettings } from "./server-settings.js";
import { type DriverShell, SessionDriver } from "./session-driver.js";

/** Where a connection is counted, and as whose. */
export interface CountedAs {
  readonly count: ConnectionCount;
  readonly peer: Address;
}

/** Why reading is paused, or the machine is held; several reasons at once are a sum. */
const MACHINE_BUSY = 1;
const MESSAGE_UNREAD = 2;
const OUTPUT_FULL = 4;
const PUNISHED = 8;

const CLIENT_IS_DONE: LoseConnectionOptions = { peerIsDone: true };

/**
 * The server's side of an SMTP or LMTP connection: a thin shell between the transport, the machine that knows the protocol, and the driver that asks the application's
 * session. It adds what these have no part in: time, backpressure in both directions, and the end of the connection.
 */
export class SMTPServerProtocol<Avatar = unknown> extends Protocol implements ServerSink, DriverShell, PushProducer {
  readonly #settings: ServerSettings<Avatar>;
  readonly #machine: SMTPServerMachine;
  readonly #counted: CountedAs | undefined;
  #driver!: SessionDriver<Avatar>;
  #idle!: IdleTimeout;
  #timers: DelayedCall[] | undefined;
  #turn: DelayedCall | undefined;
  #punishment: DelayedCall | undefined;
  #pauses = 0;
  #holds = 0;
  #closing = false;
  #clientIsDone = false;
  #inputEnded = false;
  #challenged = false;
  #tlsLeftover: Buffer | undefined;

  /** @param counted `undefined`: there are too many already, and this one is told so. */
  constructor(settings: ServerSettings<Avatar>, counted: CountedAs | undefined) {
    super();
    this.#counted = counted;
    this.#settings = settings;
    this.#machine = new SMTPServerMachine(this, settings.machine);
  }

  override connectionMade(): void {
    const { transport } = this;
    const { idleTimeoutMs, sessionTimeoutMs } = this.#settings.timeouts;
    this.#machine.session.secure = transport.secure !== undefined;
    this.#driver = new SessionDriver(this, this.#settings);
    this.#idle = new IdleTimeout(transport.clock, idleTimeoutMs, () => {
      this.#idled();
    });
    if (sessionTimeoutMs !== Infinity) {
      this.#later(sessionTimeoutMs, () => {
        this.closeWith(SESSION_TOO_LONG);
      });
    }
    transport.registerProducer(this, { streaming: true });
    if (this.#counted === undefined) {
      this.closeWith(TOO_MANY_CONNECTIONS);
      return;
    }
    this.#counted.count.add(this.#counted.peer);
    if (this.#settings.greetingDelayMs === 0) this.#driver.begin();
    else {
      this.#later(this.#settings.greetingDelayMs, () => {
        if (!this.#closing) this.#driver.begin();
      });
    }
  }

  override dataReceived(data: Buffer): void {
    if (!this.#closing) this.#idle.reset();
    this.#machine.receive(data);
    this.#flush();
  }

  override handshakeCompleted(): void {
    this.#driver.restart();
    this.#machine.tlsStarted();
    this.#idle.reset();
  }

  /** The client sends no more; it gets its answers all the same. */
  override readConnectionLost(): void {
    this.#inputEnded = true;
    this.#flush();
  }

  override finishConnection(): void {
    this.#machine.shutdown();
    this.#flush();
  }

  override connectionLost(reason: ConnectionEnd): void {
    this.#closing = true;
    this.#counted?.count.delete(this.#counted.peer);
    this.#idle.stop();
    this.#turn?.cancel();
    this.#punishment?.cancel();
    for (const timer of this.#timers ?? []) timer.cancel();
    this.#driver.end(reason);
  }

  /** Says `reply`, a 421, and closes. */
  closeWith(reply: SMTPReply): void {
    this.#machine.close(reply);
    this.#flush();
  }

  // What the transport calls.

  pauseProducing(): void {
    this.#hold(OUTPUT_FULL);
  }

  resumeProducing(): void {
    this.#release(OUTPUT_FULL);
  }

  stopProducing(): void {
    // `connectionLost` follows.
  }

  // What the driver calls.

  answer(reply: SMTPReply): void {
    if (this.#closing) return;
    this.#rechallenged(false);
    this.#punish(reply);
    this.#machine.reply(reply);
    this.#flush();
  }

  answerEach(replies: readonly SMTPReply[]): void {
    if (this.#closing) return;
    this.#machine.replyEach(replies);
    this.#flush();
  }

  answerChallenge(data: Buffer): void {
    if (this.#closing) return;
    this.#rechallenged(true);
    this.#machine.challenge(data);
    this.#flush();
  }

  offer(keywords: ReadonlySet<string>, authNeedsTLS: boolean): void {
    this.#machine.session.offered = keywords;
    this.#machine.session.authNeedsTLS = authNeedsTLS;
  }

  clientRefused(): void {
    this.#machine.session.isRefused = true;
  }

  setMessagePaused(paused: boolean): void {
    if (paused) {
      this.#pause(MESSAGE_UNREAD);
      this.#hold(MESSAGE_UNREAD);
    } else {
      this.#resume(MESSAGE_UNREAD);
      this.#release(MESSAGE_UNREAD);
    }
  }

  // What the machine calls.

  commandReceived(command: SMTPCommand): void {
    this.#driver.perform(command);
  }

  authResponseReceived(response: Buffer | undefined): void {
    this.#driver.authResponse(response);
  }

  messageBegun(): void {
    this.#driver.messageBegun();
  }

  messageData(content: Buffer): void {
    this.#driver.messages.data(content);
  }

  messageFailed(error: SMTPError): void {
    this.#driver.messages.failed(error);
  }

  messageEnded(): void {
    this.#driver.messages.ended();
  }

  refused(verb: string, reply: SMTPReply): void {
    this.#driver.log.refused(verb, reply);
    this.#punish(reply);
  }

  pauseReading(): void {
    this.#pause(MACHINE_BUSY);
  }

  resumeReading(): void {
    this.#resume(MACHINE_BUSY);
  }

  turnEnded(): void {
    this.#turn ??= this.transport.clock.callLater(0, () => {
      this.#turn = undefined;
      this.#machine.continue();
      this.#flush();
    });
  }

  outputWaiting(): void {
    writeText(this.transport, this.#machine.takeOutput());
  }

  tlsAgreed(leftover: Buffer): void {
    this.#tlsLeftover = leftover;
  }

  connectionEnded(clientIsDone: boolean): void {
    this.#closing = true;
    this.#clientIsDone = clientIsDone;
  }

  /** Sends what has been gathered. While the machine reads, more may yet come to it. */
  #flush(): void {
    if (this.#machine.isRunning) return;
    const { transport } = this;
    const output = this.#machine.takeOutput();
    if (output !== "") writeText(transport, output);
    const leftover = this.#tlsLeftover;
    const { tls } = this.#settings;
    if (leftover !== undefined && tls !== undefined) {
      this.#tlsLeftover = undefined;
      transport.startTLS(tls, leftover);
    }
    if (this.#closing || (this.#inputEnded && !this.#machine.isBusy)) {
      this.#closing = true;
      transport.unregisterProducer();
      transport.loseConnection(this.#clientIsDone ? CLIENT_IS_DONE : undefined);
    }
  }

  /** Nothing came for long. Where it is us who are slow, nothing could. */
  #idled(): void {
    if (this.#closing) {
      // It doesn't even take our last words.
      this.transport.abortConnection();
      return;
    }
    this.#idle.reset();
    if (!this.#machine.isAnswering && (this.#pauses & MESSAGE_UNREAD) === 0) this.closeWith(TIMED_OUT);
  }

  /** After a mistake nothing more is read for a while. */
  #punish({ code }: SMTPReply): void {
    const { errorDelayMs } = this.#settings;
    if (code < 500 || errorDelayMs === 0 || this.#punishment !== undefined) return;
    this.#hold(PUNISHED);
    this.#punishment = this.transport.clock.callLater(errorDelayMs, () => {
      this.#punishment = undefined;
      this.#release(PUNISHED);
    });
  }

  /** While a challenge waits for its answer, patience is shorter. */
  #rechallenged(challenged: boolean): void {
    if (challenged === this.#challenged) return;
    this.#challenged = challenged;
    const { authTimeoutMs, idleTimeoutMs } = this.#settings.timeouts;
    this.#idle.timeoutMs = challenged ? authTimeoutMs : idleTimeoutMs;
  }

  #later(delayMs: number, call: () => void): void {
    (this.#timers ??= []).push(this.transport.clock.callLater(delayMs, call));
  }

  #hold(reason: number): void {
    this.#holds |= reason;
    this.#machine.hold();
  }

  /** The machine goes on where nothing else holds it. */
  #release(reason: number): void {
    if ((this.#holds & reason) === 0) return;
    this.#holds &= ~reason;
    if (this.#holds !== 0 || this.#closing) return;
    this.#idle.reset();
    this.#machine.release();
    this.#flush();
  }

  #pause(reason: number): void {
    if (this.#pauses === 0) this.transport.pauseReading();
    this.#pauses |= reason;
  }

  #resume(reason: number): void {
    if ((this.#pauses & reason) === 0) return;
    this.#pauses &= ~reason;
    if (this.#pauses === 0 && !this.#closing) this.transport.resumeReading();
  }
}

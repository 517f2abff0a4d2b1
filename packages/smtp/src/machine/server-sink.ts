import type { SMTPError } from "../wire/smtp-error.js";
import type { SMTPReply } from "../wire/reply.js";
import type { SMTPCommand } from "./session-transitions.js";

/** What a server's machine calls as it reads. Whatever asks for an answer may be answered before it returns or at any later time; until then, nothing more is read. */
export interface ServerSink {
  /** A command has come that may come now. Answer with `reply`, AUTH perhaps with `challenge`. BDAT doesn't come here: its chunks do. */
  commandReceived(command: SMTPCommand): void;
  /** The client has answered a challenge, or has given the login up: `undefined`. Answer with `reply` or `challenge`. */
  authResponseReceived(response: Buffer | undefined): void;
  /** A message begins: after 354, or with the first chunk. Nothing is to be answered yet. */
  messageBegun(): void;
  /** The next bytes of the message. They share memory with what was received. */
  messageData(content: Buffer): void;
  /** The message will be refused, for what is wrong with it; no more of it comes. `messageEnded` still comes, unless the connection ends before. */
  messageFailed(error: SMTPError): void;
  /** The end of the message has come. Answer with `reply` or `replyEach`; a message that has failed is answered with its error all the same. */
  messageEnded(): void;
  /** The machine has said no by itself. */
  refused(verb: string, reply: SMTPReply): void;
  /** Receive no more until `resumeReading`. What is received all the same is held. */
  pauseReading(): void;
  /** Receive again. */
  resumeReading(): void;
  /** It has worked long enough for one turn of the event loop: call `continue` in another one. */
  turnEnded(): void;
  /** So much waits to be sent that it should go now. */
  outputWaiting(): void;
  /** Once the output is drained, begin TLS. `leftover` came before it, and must not survive it. */
  tlsAgreed(leftover: Buffer): void;
  /** Nothing more will be read or said: close once the output is drained. `clientIsDone`: it has said QUIT, so that nothing more comes from it. */
  connectionEnded(clientIsDone: boolean): void;
}

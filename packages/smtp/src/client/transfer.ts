import type { ReplyHandler } from "../machine/client-command.js";
import type { DataEncoderOptions } from "../wire/data-encoder.js";
import type { Message } from "./message-source.js";

/** A message, and how it is to go out. */
export interface DataPlan {
  readonly message: Message;
  readonly encoding: DataEncoderOptions;
}

/** All that a transaction says, worked out before anything is sent. */
export interface TransactionPlan extends DataPlan {
  readonly mailLine: string;
  readonly rcptLines: readonly string[];
  /** Whom `rcptLines` name, as the caller wrote them. */
  readonly addresses: readonly string[];
  /** BODY=BINARYMIME: the message goes out as it is. Only with `chunking`. */
  readonly binary: boolean;
  /** With BDAT instead of DATA (RFC 3030). */
  readonly chunking: boolean;
  /** Whether each accepted recipient has a reply of its own to the message (RFC 2033 §4.2). */
  readonly lmtp: boolean;
}

/** How the message itself gets to the server. */
export interface Transfer {
  start(): void;
  /** Sends no more. */
  stop(): void;
}

/** Whose message is transferred. It gets the replies. */
export interface TransferOwner extends ReplyHandler {
  /** How many replies the whole message gets. */
  readonly expectedReplies: number;
  /** So many more replies to the message, or to a part of it, are on their way. */
  repliesDue(count: number): void;
  /** The message can't go on: its stream threw. The server has a part of it. */
  transferFailed(error: unknown): void;
}

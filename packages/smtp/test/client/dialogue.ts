import { playTranscript, playTranscriptAtEverySplit, type PlayTranscriptOptions } from "@twist/core/testing";
import { SMTPClient, type SMTPClientOptions } from "../../src/client/smtp-client.js";

/** What a client does in a dialogue. */
export type Conversation<T> = (client: SMTPClient) => PromiseLike<T>;

/** Plays the server's lines of `transcript` to a client that does what `converse` says, and compares what it says. */
export async function dialogue<T>(
  transcript: string,
  converse: Conversation<T>,
  options: PlayTranscriptOptions & { readonly client?: SMTPClientOptions } = {},
): Promise<T> {
  const client = new SMTPClient(options.client);
  const done = begin(client, converse);
  await playTranscript(transcript, { client }, options);
  return done;
}

/** The same, with what the server says cut in every way that has ever hurt a parser. */
export async function dialogueAtEverySplit(
  transcript: string,
  converse: Conversation<unknown>,
  options: SMTPClientOptions = {},
): Promise<void> {
  const outcomes: Promise<unknown>[] = [];
  await playTranscriptAtEverySplit(transcript, () => {
    const client = new SMTPClient(options);
    outcomes.push(begin(client, converse));
    return { client };
  });
  // The first subject is only asked which side it is.
  await Promise.all(outcomes.slice(1));
}

/** A failed conversation is seen by who awaits it, later. */
function begin<T>(client: SMTPClient, converse: Conversation<T>): Promise<T> {
  const done = Promise.resolve(converse(client));
  client.greeting.catch(() => undefined);
  done.catch(() => undefined);
  return done;
}

/**
 * What a server calls a message that it has taken. No standard says how; this reads what the usual servers say:
 *
 *     2.0.0 Ok: queued as 4ZfJ3x1Lrgz9s             Postfix
 *     OK id=1rXYZa-0003Ab-Cd                         Exim
 *     2.0.0 42C0aX7P012345 Message accepted …        sendmail
 *     2.6.0 <b1946ac9@x.example> [InternalId=…] Queued mail for delivery      Exchange
 */
const patterns = [
  /\bqueued as ([\w.-]{1,100})/i,
  /\bid=([\w.-]{1,100})/i,
  /\bInternalId=(\d{1,40})/i,
  /^([\w.-]{6,100}) Message accepted/i,
];

/** @returns the queue's name for the message, or `undefined` where the text has none that we recognise. */
export function queueIdOf(text: string): string | undefined {
  const beginning = text.slice(0, 512);
  for (const pattern of patterns) {
    const found = pattern.exec(beginning)?.[1];
    if (found !== undefined) return found;
  }
  return undefined;
}

import { SMTPClientError } from "@twist/smtp";

/** What an attempt fails with: the server's reply, or the error in words; empty where it doesn't fail. */
export async function refusal(attempt: PromiseLike<unknown>): Promise<string> {
  try {
    await attempt;
    return "";
  } catch (error) {
    const reply = error instanceof SMTPClientError ? (error.reply ?? error.rejected[0]?.reply) : undefined;
    if (reply !== undefined) return reply.toString();
    return error instanceof Error ? error.message : String(error);
  }
}

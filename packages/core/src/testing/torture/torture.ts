/** Does to a protocol all that a network can do to it, and looks whether it stands it. */

import { tortures, type DialogueLength, type TortureOptions } from "./torture-plan.js";
import { replayTorture } from "./torture-run.js";
import type { TortureSubject } from "./torture-subject.js";

/** What was done. */
export interface TortureReport extends DialogueLength {
  readonly runs: number;
}

/**
 * Runs a dialogue whole, byte by byte, and at random splits under changing latency; cuts the connection at every byte, in each direction;
 * lets each side stall. After each run it holds that
 *
 * - a peaceful dialogue has succeeded, and a disturbed one has succeeded or failed with an error of the package's own;
 * - nobody waits for something that never comes;
 * - no other error was logged;
 * - `connectionLost` came exactly once, and nothing after it;
 * - no timer, connection or port is left.
 *
 * @throws {TortureFailure} on the first thing that went wrong, with the seed and the call that repeats it.
 */
export async function torture(subject: TortureSubject, options: TortureOptions = {}): Promise<TortureReport> {
  const length = await replayTorture(subject, { seed: options.seed ?? 1, chunking: "whole" });
  let runs = 1;
  for (const plan of tortures(length, options)) {
    await replayTorture(subject, plan);
    runs += 1;
  }
  return { runs, toServer: length.toServer, toClient: length.toClient };
}

import type { TorturePlan } from "./torture-plan.js";

/** A protocol did not stand the torture. The message says how to see it again. */
export class TortureFailure extends Error {
  readonly plan: TorturePlan;

  constructor(subject: string, plan: TorturePlan, problem: string, options?: ErrorOptions) {
    super(
      `${subject}: ${problem}\n  with seed ${String(plan.seed)}; to see it again: await replayTorture(subject, ${JSON.stringify(plan)})`,
      options,
    );
    this.name = "TortureFailure";
    this.plan = plan;
  }
}

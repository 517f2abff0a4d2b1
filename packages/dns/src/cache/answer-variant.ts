/** How a question is put, as far as its answer depends on it. */
export interface AnswerVariantOptions {
  /** Whether DNSSEC's own records are wanted too (DO). @default false */
  readonly dnssecOk?: boolean | undefined;
  /** Whether what DNSSEC says is false is given too (CD). @default false */
  readonly checkingDisabled?: boolean | undefined;
}

const variants = ["", "DO", "CD", "DO CD"] as const;

/** What keeps the answers to equal questions apart in a cache. */
export function answerVariant({ dnssecOk = false, checkingDisabled = false }: AnswerVariantOptions): string {
  return variants[(dnssecOk ? 1 : 0) + (checkingDisabled ? 2 : 0)] ?? "";
}

import { subscribe, unsubscribe } from "node:diagnostics_channel";

/** The reasons of all refusals that `twist:connection:refused` tells of while `action` runs. */
export function refusalsDuring(action: () => void): string[] {
  const reasons: string[] = [];
  const listener = (message: unknown): void => {
    reasons.push((message as { readonly reason: string }).reason);
  };
  subscribe("twist:connection:refused", listener);
  try {
    action();
  } finally {
    unsubscribe("twist:connection:refused", listener);
  }
  return reasons;
}

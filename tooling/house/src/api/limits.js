/** How many values an entry point may export: more, and a reader can't hold it in their head. */
export const defaultLimit = 40;

/**
 * The entry points that may export more, and why.
 *
 * @type {Readonly<Record<string, { values: number, reason: string }>>}
 */
export const limits = {
  "@twist/core": {
    values: 120,
    reason: "the ground floor of every package: Deferred, transports, protocols, reactor and endpoints in one import",
  },
  "@twist/dns/records": {
    values: 60,
    reason: "an object for each record type there is, of which a reader knows the few that they look for",
  },
};

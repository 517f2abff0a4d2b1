/**
 * `@twist/dns/update`: dynamic update (RFC 2136), asked for and done, and the journal that keeps what it has changed.
 *
 * @packageDocumentation
 */
export { JournalError, type JournalErrorCode } from "../journal/journal-error.js";
export { ZoneStore, type ZoneStoreOptions } from "../journal/zone-store.js";
export { DNSUpdate, type RecordOrText } from "./dns-update.js";
export { UpdateError, type UpdateErrorCode } from "./update-error.js";
export { DEFAULT_UPDATE_LIMITS, type UpdateLimits } from "./update-limits.js";
export type { UpdateRule } from "./update-rule.js";
export { updates } from "./updates.js";
export { updateZone, type UpdateOptions } from "./update-zone.js";
export { type UpdatableZone, ZoneUpdater, type ZoneUpdaterOptions } from "./zone-updater.js";

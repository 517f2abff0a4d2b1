/**
 * `@twist/dns/transfer`: zones from one server to another. AXFR and IXFR out and in, NOTIFY, secondary zones, and the one place where
 * a server's zones change.
 *
 * @packageDocumentation
 */
export { NotifyError } from "../notify/notify-error.js";
export { DEFAULT_NOTIFY_LIMITS, type NotifyLimits } from "../notify/notify-limits.js";
export { notifyZone, type NotifyOptions } from "../notify/notify-zone.js";
export { type NotifiedServer, SecondaryNotifier, type SecondaryNotifierOptions } from "../notify/secondary-notifier.js";
export type { PrimaryServer } from "../secondary/primary.js";
export { DEFAULT_SECONDARY_LIMITS, type SecondaryLimits } from "../secondary/secondary-limits.js";
export { secondary } from "../secondary/secondary.js";
export type { SecondaryZone } from "../secondary/secondary-zone.js";
export { type SecondaryZoneOptions, SecondaryZones, type SecondaryZonesOptions } from "../secondary/secondary-zones.js";
export type { ZoneCopyPlace } from "../secondary/zone-copy.js";
export type { AccessRule } from "./access-rule.js";
export { applyDifference } from "./apply-difference.js";
export { condenseDifferences } from "./condense-differences.js";
export { type ChangesTransfer, transferChanges } from "./transfer-changes.js";
export { DEFAULT_TRANSFER_CLIENT_LIMITS, type TransferClientLimits } from "./transfer-client-limits.js";
export { TransferError, type TransferErrorCode } from "./transfer-error.js";
export type { TransferOptions } from "./transfer-options.js";
export type { TransferForm } from "./transfer-sequence.js";
export type { TransferServer } from "../exchange/make-upstream.js";
export type { TransferSource } from "./transfer-source.js";
export { transferRecords, transferZone, type TransferZoneOptions } from "./transfer-zone.js";
export {
  DEFAULT_TRANSFER_SERVER_LIMITS,
  transfers,
  type TransferServerLimits,
  type TransfersOptions,
} from "./transfers.js";
export { diffZones, type ZoneDifference } from "./zone-difference.js";
export { DEFAULT_ZONE_HISTORY_LIMITS, ZoneHistory, type ZoneHistoryLimits } from "./zone-history.js";
export { type ZoneListener, ZonePublisher } from "./zone-publisher.js";

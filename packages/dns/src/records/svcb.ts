import type { RecordType } from "../wire/record-type.js";
import { serviceBindingType, type ServiceBinding } from "./forms/service-binding.js";

/** Where a service is, and how it is spoken to (RFC 9460 §2). */
export type SVCBData = ServiceBinding;

export const SVCB: RecordType<SVCBData> = serviceBindingType(64, "SVCB");

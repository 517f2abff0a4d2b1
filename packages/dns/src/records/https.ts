import type { RecordType } from "../wire/record-type.js";
import { serviceBindingType, type ServiceBinding } from "./forms/service-binding.js";

/** SVCB for `https:` and `http:` (RFC 9460 §9). */
export type HTTPSData = ServiceBinding;

export const HTTPS: RecordType<HTTPSData> = serviceBindingType(65, "HTTPS");

import type { RecordType } from "../wire/record-type.js";
import { certificateAssociationType, type CertificateAssociation } from "./forms/certificate-association.js";

/** The certificate of a TLS server (RFC 6698 §2.1). */
export type TLSAData = CertificateAssociation;

export const TLSA: RecordType<TLSAData> = certificateAssociationType(52, "TLSA");

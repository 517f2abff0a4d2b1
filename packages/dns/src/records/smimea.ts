import type { RecordType } from "../wire/record-type.js";
import { certificateAssociationType, type CertificateAssociation } from "./forms/certificate-association.js";

/** The certificate of a mail user (RFC 8162 §2). */
export type SMIMEAData = CertificateAssociation;

export const SMIMEA: RecordType<SMIMEAData> = certificateAssociationType(53, "SMIMEA");

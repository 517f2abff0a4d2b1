import { encodeHex } from "../../presentation/binary-text.js";
import type { TokenReader } from "../../presentation/token-reader.js";
import type { RDataReader } from "../../wire/rdata-reader.js";
import type { RDataWriter } from "../../wire/rdata-writer.js";
import type { RecordType } from "../../wire/record-type.js";
import { readRest, writeRest } from "./rest-octets.js";

/** A certificate, or its digest, that a peer must have (RFC 6698 §2.1): what TLSA holds, and SMIMEA with it. */
export interface CertificateAssociation {
  /** 0 PKIX-TA, 1 PKIX-EE, 2 DANE-TA, 3 DANE-EE (RFC 7218). */
  readonly certificateUsage: number;
  /** 0 the certificate, 1 its public key. */
  readonly selector: number;
  /** 0 all of it, 1 SHA-256, 2 SHA-512. */
  readonly matchingType: number;
  readonly certificateAssociationData: Buffer;
}

/** A type whose RDATA is that of TLSA. */
export function certificateAssociationType(code: number, mnemonic: string): RecordType<CertificateAssociation> {
  return { code, mnemonic, read, write, parse, format };
}

function read(reader: RDataReader): CertificateAssociation {
  return {
    certificateUsage: reader.uint8(),
    selector: reader.uint8(),
    matchingType: reader.uint8(),
    certificateAssociationData: readRest(reader, "certificateAssociationData"),
  };
}

function write(data: CertificateAssociation, writer: RDataWriter): void {
  writer.uint8(data.certificateUsage);
  writer.uint8(data.selector);
  writer.uint8(data.matchingType);
  writeRest(data.certificateAssociationData, "certificateAssociationData", writer);
}

function parse(tokens: TokenReader): CertificateAssociation {
  return {
    certificateUsage: tokens.uint8("certificateUsage"),
    selector: tokens.uint8("selector"),
    matchingType: tokens.uint8("matchingType"),
    certificateAssociationData: tokens.restHex("certificateAssociationData"),
  };
}

function format(data: CertificateAssociation): string {
  const digest = encodeHex(data.certificateAssociationData);
  return `${data.certificateUsage} ${data.selector} ${data.matchingType} ${digest}`;
}

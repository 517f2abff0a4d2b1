import type { TokenReader } from "../../presentation/token-reader.js";
import type { Name } from "../../wire/name.js";
import type { RDataReader } from "../../wire/rdata-reader.js";
import type { RDataWriter } from "../../wire/rdata-writer.js";
import type { RecordType } from "../../wire/record-type.js";
import { formatSvcParams, parseSvcParams, readSvcParams, writeSvcParams } from "./svc-param-list.js";
import type { SvcParams } from "./svc-params.js";

/** What SVCB holds, and HTTPS with it (RFC 9460 §2). */
export interface ServiceBinding {
  /** 0 is AliasMode: `targetName` stands for the owner, and parameters mean nothing. Otherwise lower is tried first. */
  readonly svcPriority: number;
  /** The root stands for the owner itself; in AliasMode for "there is no such service". */
  readonly targetName: Name;
  readonly svcParams: SvcParams;
}

/** A type whose RDATA is that of SVCB. */
export function serviceBindingType(code: number, mnemonic: string): RecordType<ServiceBinding> {
  return { code, mnemonic, read, write, parse, format };
}

function read(reader: RDataReader): ServiceBinding {
  return { svcPriority: reader.uint16(), targetName: reader.plainName(), svcParams: readSvcParams(reader) };
}

function write(data: ServiceBinding, writer: RDataWriter): void {
  writer.uint16(data.svcPriority);
  writer.plainName(data.targetName);
  writeSvcParams(data.svcParams, writer);
}

function parse(tokens: TokenReader): ServiceBinding {
  return {
    svcPriority: tokens.uint16("svcPriority"),
    targetName: tokens.name("targetName"),
    svcParams: parseSvcParams(tokens),
  };
}

function format(data: ServiceBinding): string {
  return `${data.svcPriority} ${data.targetName.toString()}${formatSvcParams(data.svcParams)}`;
}

import type { RDataReader } from "../wire/rdata-reader.js";
import type { RDataWriter } from "../wire/rdata-writer.js";
import type { RecordType } from "../wire/record-type.js";
import { formatAngle, formatMetres, parseAngle, parseMetres } from "./forms/location-text.js";

/** Where on Earth the owner is (RFC 1876 §2). */
export interface LOCData {
  /** The diameter of the sphere that encloses it, in centimetres: one digit and zeros, up to 9·10^9. */
  readonly size: number;
  /** The horizontal precision, in centimetres, as `size`. */
  readonly horizPre: number;
  /** The vertical precision, in centimetres, as `size`. */
  readonly vertPre: number;
  /** Thousandths of a second of arc, north positive: 3,600,000 is one degree. */
  readonly latitude: number;
  /** Thousandths of a second of arc, east positive. */
  readonly longitude: number;
  /** Centimetres above the WGS 84 spheroid, from -10,000,000 to 4,284,967,295. */
  readonly altitude: number;
}

const ORIGIN = 0x8000_0000;
const ALTITUDE_BASE = 10_000_000;
const DEGREE = 3_600_000;
const MAX_LATITUDE = 90 * DEGREE;
const MAX_LONGITUDE = 180 * DEGREE;

export const LOC: RecordType<LOCData> = {
  code: 29,
  mnemonic: "LOC",
  read(reader) {
    if (reader.uint8() !== 0) throw reader.error("a LOC of a version that isn't 0");
    return {
      size: readLength(reader),
      horizPre: readLength(reader),
      vertPre: readLength(reader),
      latitude: readAngle(MAX_LATITUDE, reader),
      longitude: readAngle(MAX_LONGITUDE, reader),
      altitude: reader.uint32() - ALTITUDE_BASE,
    };
  },
  write(data, writer) {
    writer.uint8(0);
    writeLength(data.size, writer);
    writeLength(data.horizPre, writer);
    writeLength(data.vertPre, writer);
    writeAngle(data.latitude, MAX_LATITUDE, writer);
    writeAngle(data.longitude, MAX_LONGITUDE, writer);
    writer.uint32(data.altitude + ALTITUDE_BASE);
  },
  parse(tokens) {
    const latitude = parseAngle(tokens, "latitude", { positive: "N", negative: "S", most: MAX_LATITUDE });
    const longitude = parseAngle(tokens, "longitude", { positive: "E", negative: "W", most: MAX_LONGITUDE });
    const altitude = parseMetres(tokens, "altitude");
    if (altitude < -ALTITUDE_BASE || altitude > 0xffff_ffff - ALTITUDE_BASE) {
      throw tokens.fail("altitude has to be from -100000.00m to 42849672.95m");
    }
    const length = (field: string, otherwise: number): number => {
      if (tokens.isLast) return otherwise;
      const centimetres = parseMetres(tokens, field);
      if (centimetres < 0 || centimetres > 9_000_000_000) throw tokens.fail(`${field} has to be from 0m to 90000000m`);
      return firstDigit(centimetres);
    };
    return {
      latitude,
      longitude,
      altitude,
      size: length("size", 100),
      horizPre: length("horizPre", 1_000_000),
      vertPre: length("vertPre", 1_000),
    };
  },
  format(data) {
    const place = `${formatAngle(data.latitude, "N", "S")} ${formatAngle(data.longitude, "E", "W")}`;
    const lengths = [data.altitude, data.size, data.horizPre, data.vertPre];
    return `${place} ${lengths.map((length) => formatMetres(length)).join(" ")}`;
  },
};

/** Four bits of digit, four bits of exponent. */
function readLength(reader: RDataReader): number {
  const octet = reader.uint8();
  const digit = octet >>> 4;
  const exponent = octet & 15;
  if (digit > 9 || exponent > 9 || (digit === 0 && exponent !== 0)) throw reader.error("a LOC length that is none");
  return digit * 10 ** exponent;
}

function writeLength(centimetres: number, writer: RDataWriter): void {
  let digit = centimetres;
  let exponent = 0;
  while (digit >= 10 && exponent < 9) {
    digit /= 10;
    exponent += 1;
  }
  if (!Number.isInteger(digit) || digit < 0 || digit > 9) {
    throw new RangeError("a LOC length has to be one digit and zeros, 0 to 9000000000 centimetres");
  }
  writer.uint8((digit << 4) | exponent);
}

/** RFC 1876 has room for one digit: the rest of a length in text is cut off, as BIND does. */
function firstDigit(centimetres: number): number {
  const unit = 10 ** Math.max(String(centimetres).length - 1, 0);
  return Math.floor(centimetres / unit) * unit;
}

function readAngle(most: number, reader: RDataReader): number {
  const angle = reader.uint32() - ORIGIN;
  if (Math.abs(angle) > most) throw reader.error("a LOC angle that is on no Earth");
  return angle;
}

function writeAngle(angle: number, most: number, writer: RDataWriter): void {
  if (!(Math.abs(angle) <= most)) throw new RangeError("latitude or longitude is out of its range");
  writer.uint32(angle + ORIGIN);
}

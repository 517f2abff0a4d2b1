import { Name } from "../../src/wire/name.js";
import { Zone } from "../../src/zone/zone.js";
import { recordsOf } from "../zone/zone-of.js";

/** A version of the zone `example.`, of a zone file's text. */
export function version(serial: number, text = "", origin = "example."): Zone {
  const top = `@ SOA ns hostmaster ${String(serial)} 3600 900 604800 300\n@ NS ns\nns A 192.0.2.1\n`;
  return Zone.fromRecords(Name.fromText(origin), recordsOf(top + text, origin));
}

/** The zone of RFC 1995 §7 in its three versions, with serials 1, 2 and 3. */
export const rfc1995: readonly [Zone, Zone, Zone] = [
  jain(1, "NEZU.JAIN.AD.JP. A 133.69.136.5"),
  jain(2, "JAIN-BB.JAIN.AD.JP. A 133.69.136.4\nJAIN-BB.JAIN.AD.JP. A 192.41.197.2"),
  jain(3, "JAIN-BB.JAIN.AD.JP. A 133.69.136.3\nJAIN-BB.JAIN.AD.JP. A 192.41.197.2"),
];

function jain(serial: number, text: string): Zone {
  const origin = "JAIN.AD.JP.";
  const top = `@ SOA NS.JAIN.AD.JP. mohta.jain.ad.jp. ${String(serial)} 600 600 3600000 604800\n@ NS NS.JAIN.AD.JP.\nNS.JAIN.AD.JP. A 133.69.136.1\n`;
  return Zone.fromRecords(Name.fromText(origin), recordsOf(top + text, origin));
}

import { OptionsError } from "@twist/core/application";
import { A } from "../records/a.js";
import { AAAA } from "../records/aaaa.js";
import { DNSKEY } from "../records/dnskey.js";
import { DS } from "../records/ds.js";
import { NS } from "../records/ns.js";
import type { NameServerAddresses } from "../recursive/root-hints.js";
import type { ResourceRecord } from "../wire/resource-record.js";
import { readRecordFile } from "./record-file.js";

/**
 * The DS and DNSKEY records of files as `--trust-anchor FILE` takes them: `root.key` of Unbound, `.key` and `dsset-` files of BIND.
 *
 * @throws {OptionsError}
 */
export async function readTrustAnchors(paths: readonly string[]): Promise<ResourceRecord[]> {
  const all = await Promise.all(
    paths.map(async (path) => {
      const records = await readRecordFile("--trust-anchor", path);
      if (records.length > 0 && records.every((record) => record.is(DS) || record.is(DNSKEY))) return records;
      throw new OptionsError(`--trust-anchor: ${path} has to hold DS or DNSKEY records, and nothing else.`);
    }),
  );
  return all.flat();
}

/**
 * The servers of a file as `--root-hints FILE` takes it: NS records of the root, and the addresses of these servers, as in `named.root`.
 *
 * @throws {OptionsError}
 */
export async function readRootHints(path: string): Promise<NameServerAddresses[]> {
  const records = await readRecordFile("--root-hints", path);
  const servers = records.flatMap((record) => (record.is(NS) && record.name.isRoot ? [record.data.nsdname] : []));
  const hints = servers.map((name) => ({
    name,
    addresses: records.flatMap((record) =>
      record.name.equals(name) && (record.is(A) || record.is(AAAA)) ? [record.data.address] : [],
    ),
  }));
  if (hints.some(({ addresses }) => addresses.length > 0)) return hints;
  throw new OptionsError(`--root-hints: ${path} has to hold NS records of the root, and addresses of these servers.`);
}

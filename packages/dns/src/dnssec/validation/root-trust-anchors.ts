import { DS, type DSData } from "../../records/ds.js";
import { Name } from "../../wire/name.js";
import { ResourceRecord } from "../../wire/resource-record.js";

/**
 * The digests of the root's keys, as IANA publishes them (`https://data.iana.org/root-anchors/root-anchors.xml`): that of 2017, and the one
 * that takes its place from 2026 on.
 */
export const ROOT_TRUST_ANCHORS: readonly ResourceRecord<DSData>[] = [
  rootAnchor(20326, "e06d44b80b8f1d39a95c0b0d7c65d08458e880409bbc683457104237c7f8ec8d"),
  rootAnchor(38696, "683d2d0acb8c9b712a1948b27f741219298d0a450d612c483af444a4c0fb2b16"),
];

function rootAnchor(keyTag: number, digest: string): ResourceRecord<DSData> {
  const data = { keyTag, algorithm: 8, digestType: 2, digest: Buffer.from(digest, "hex") };
  return new ResourceRecord({ name: Name.root, type: DS, ttl: 172_800, data });
}

/**
 * DNS: looking up names, and messages and names as values. Upstreams and caches are in `@twist/dns/client`, the record types in
 * `@twist/dns/records`, EDNS options in `@twist/dns/edns`, signed messages in `@twist/dns/tsig`.
 */
export { DNSLookupError, type DNSLookupErrorCode, type DNSLookupErrorOptions } from "./client/dns-lookup-error.js";
export { lookup, type SystemLookupOptions } from "./client/lookup.js";
export { type LookupResult } from "./client/lookup-result.js";
export { type NodeLookup, nodeLookup, type NodeLookupOptions } from "./client/node-lookup.js";
export { ResolvingReactor } from "./client/resolving-reactor.js";
export { type LookupType, StubResolver } from "./client/stub-resolver.js";
export { type LookupOptions, type StubResolverOptions } from "./client/stub-resolver-options.js";
export { DNSDecodeError } from "./wire/dns-decode-error.js";
export { DNSError, type DNSErrorCode, type DNSErrorOptions } from "./wire/dns-error.js";
export { EDNS, type EDNSOption, type EDNSParts } from "./wire/edns/edns.js";
export { type EncodeOptions } from "./wire/encode-message.js";
export { HeaderFlag } from "./wire/header-flag.js";
export { Message, type MessageOptions, type QueryOptions, type ReplyOptions } from "./wire/message.js";
export { type MessageParts } from "./wire/message-parts.js";
export { Name } from "./wire/name.js";
export { Opcode, opcodeText } from "./wire/opcode.js";
export { type PreparedReply, type PreparedSections } from "./wire/prepared-reply.js";
export { type Sections } from "./wire/sections.js";
export { QueryType } from "./wire/query-type.js";
export { Question } from "./wire/question.js";
export { Rcode, rcodeText } from "./wire/rcode.js";
export { RDataReader } from "./wire/rdata-reader.js";
export { RDataWriter, type RDataWriterOptions } from "./wire/rdata-writer.js";
export { classText, parseClass, RecordClass } from "./wire/record-class.js";
export { type RecordType } from "./wire/record-type.js";
export { RecordTypes } from "./wire/record-types.js";
export { ResourceRecord, type ResourceRecordOptions } from "./wire/resource-record.js";
export { type UnknownData, UnknownType } from "./wire/unknown-type.js";

/** The EDNS options that Twist knows: `message.edns?.get(Cookie)`, `edns.add(ExtendedError, { … })`. */
export { Chain } from "./chain.js";
export { ClientSubnet, type ClientSubnetData } from "./client-subnet.js";
export { Cookie, type CookieData } from "./cookie.js";
export { type EDNSOptionType } from "./edns-option-type.js";
export { Expire, type ExpireData } from "./expire.js";
export { ExtendedError, ExtendedErrorCode, type ExtendedErrorData } from "./extended-error.js";
export { KeyTag } from "./key-tag.js";
export { NameServerID } from "./name-server-id.js";
export { Padding, type PaddingData } from "./padding.js";
export { ReportChannel } from "./report-channel.js";
export { TCPKeepalive, type TCPKeepaliveData } from "./tcp-keepalive.js";
export { DAU, DHU, N3U } from "./understood-algorithms.js";
export { ZoneVersion, type ZoneVersionData } from "./zone-version.js";

import { Mailbox } from "@twist/smtp";
import type { AddressBook } from "../addresses/address-book.js";
import { canonicalDomain } from "../addresses/local-domains.js";
import { MXRoute, type MXRouteOptions } from "./mx-route.js";
import type { Route, Router } from "./route.js";

/** The ways out. */
export interface MailRouterOptions {
  readonly addresses: AddressBook;
  readonly local: Route;
  /** Takes all mail for elsewhere. @default the servers of each domain */
  readonly smarthost: Route | undefined;
  readonly mx: MXRouteOptions;
}

/** Mail for users here stays here; all other goes to the smarthost, or to the servers of its domain. */
export function mailRouter({ addresses, local, smarthost, mx }: MailRouterOptions): Router {
  return ({ address, user }) => {
    const mailbox = Mailbox.parse(address);
    if (user !== undefined || addresses.isLocal(mailbox)) return local;
    return smarthost ?? new MXRoute(canonicalDomain(mailbox.domain), mx);
  };
}

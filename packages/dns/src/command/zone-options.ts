import type { OptionsSchema, OptionValues } from "@twist/core/application";

/** The options of `twist dns` about zones that change, come from others and go to others. */
export const zoneOptions = {
  keyFile: {
    type: "path",
    description: "TSIG keys, as tsig-keygen writes them",
    valueName: "FILE",
    repeatable: true,
  },
  allowTransfer: {
    type: "text",
    description:
      "Who may fetch whole zones: an address, a network, or key:NAME; with tls: before it only by TLS [nobody]",
    valueName: "WHO",
    repeatable: true,
  },
  notify: {
    type: "text",
    description: "Tell this server when zones change, signed with a key if one is named: 192.0.2.2,transfer.example",
    valueName: "HOST[:PORT][,KEY]",
    repeatable: true,
  },
  secondary: {
    type: "text",
    description:
      "Fetch a zone from another server and follow its changes, once for each such server: example.com=192.0.2.1,KEY",
    valueName: "ZONE=HOST[:PORT][,KEY]",
    repeatable: true,
  },
  allowUpdate: {
    type: "text",
    description: "A key that may change the zones of --zone (dynamic update); needs --journal",
    valueName: "KEY",
    repeatable: true,
  },
  dnssecKey: {
    type: "path",
    description:
      "Sign the zone of --zone that this key is for, and keep it signed: either of its files; needs --journal",
    valueName: "FILE",
    repeatable: true,
  },
  journal: {
    type: "path",
    description: "A directory for what updates and signing have changed, and for copies of secondary zones",
    valueName: "DIR",
  },
} as const satisfies OptionsSchema;

/** What they were given. */
export type ZoneOptionValues = OptionValues<typeof zoneOptions>;

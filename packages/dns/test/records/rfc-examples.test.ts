import { describe, expect, it } from "@jest/globals";
import { decodeRData, encodeRData } from "../../src/records/rdata-text.js";
import { recordTypes } from "../../src/records/record-types.js";
import { parseRecord } from "../../src/zone-file/parse-record.js";

/** Type, what an RFC prints, what we print for it where that differs, and the octets, checked with BIND's named-rrchecker. */
const examples: readonly (readonly [type: string, rfc: string, text: string, hex: string, printed?: string])[] = [
  ["A", "1035 §5.3", "26.3.0.103", "1a030067"],
  ["AAAA", "3596 §2", "4321:0:1:2:3:4:567:89ab", "43210000000100020003000405 6789ab"],
  ["AAAA", "5952 §4", "2001:DB8:0:0:1::1", "20010db8000000000001000000000001", "2001:db8::1:0:0:1"],
  ["AAAA", "5952 §5", "::ffff:c000:0201", "00000000000000000000ffffc0000201", "::ffff:192.0.2.1"],
  ["NS", "1035 §5.3", "VAXA", "0456415841 00", "VAXA."],
  ["MX", "1035 §5.3", "10 VENERA", "000a 0656454e455241 00", "10 VENERA."],
  ["MX", "7505 §3", "0 .", "0000 00"],
  [
    "SOA",
    "1035 §5.3",
    "VENERA Action\\.domains 20 7200 600 3600000 60",
    "0656454e455241 00 0e416374696f6e2e646f6d61696e73 00 00000014 00001c20 00000258 0036ee80 0000003c",
    "VENERA. Action\\.domains. 20 7200 600 3600000 60",
  ],
  ["TXT", "1464 §2", '"favorite drink=orange juice"', "1b6661766f72697465206472696e6b3d6f72616e6765206a75696365"],
  [
    "SRV",
    "2782",
    "0 1 9 old-slow-box.example.com.",
    "0000 0001 0009 0c6f6c642d736c6f772d626f78 076578616d706c65 03636f6d 00",
  ],
  ["HINFO", "8482 §4.2", '"RFC8482" ""', "0752464338343832 00"],
  [
    "NAPTR",
    "3403 §6.1",
    '100 10 "" "" "!^urn:cid:.+@([^\\\\.]+\\\\.)(.*)$!\\\\2!i" .',
    "0064 000a 00 00 21215e75726e3a6369643a2e2b40285b5e5c2e5d2b5c2e29282e2a2924215c32216900",
  ],
  [
    "CAA",
    "8659 §4.2",
    '0 issue "ca1.example.net; account=230123"',
    "00 05 6973737565 6361312e6578616d706c652e6e65743b206163636f756e743d323330313233",
  ],
  [
    "DS",
    "4034 §5.4",
    "60485 5 1 ( 2BB183AF5F22588179A53B0A 98631FAD1A292118 )",
    "ec45 05 01 2bb183af5f22588179a53b0a98631fad1a292118",
    "60485 5 1 2BB183AF5F22588179A53B0A98631FAD1A292118",
  ],
  [
    "DS",
    "4034 A.1",
    "60485 RSASHA1 1 2BB183AF5F22588179A53B0A98631FAD1A292118",
    "ec45 05 01 2bb183af5f22588179a53b0a98631fad1a292118",
    "60485 5 1 2BB183AF5F22588179A53B0A98631FAD1A292118",
  ],
  ["CDS", "8078 §4", "0 0 0 00", "0000 00 00 00"],
  ["CDNSKEY", "8078 §4", "0 3 0 AA==", "0000 03 00 00"],
  [
    "RRSIG",
    "4034 §3.3",
    "A 5 3 86400 20030322173103 20030220173103 2642 example.com. oJB1",
    "0001 05 03 00015180 3e7c9dd7 3e5510d7 0a52 076578616d706c6503636f6d00 a09075",
  ],
  [
    "NSEC",
    "4034 §4.3",
    "host.example.com. A MX RRSIG NSEC TYPE1234",
    "04686f7374076578616d706c6503636f6d00 0006 400100000003 041b 000000000000000000000000000000000000000000000000000020",
  ],
  [
    "NSEC3",
    "5155 A",
    "1 1 12 aabbccdd 2t7b4g4vsa5smi47k61mv5bv1a22bojr MX DNSKEY NS SOA NSEC3PARAM RRSIG",
    "01 01 000c 04 aabbccdd 14 174eb2409fe28bcb4887a1836f957f0a8425e27b 0007 22010000000290",
    "1 1 12 AABBCCDD 2t7b4g4vsa5smi47k61mv5bv1a22bojr NS SOA MX RRSIG DNSKEY NSEC3PARAM",
  ],
  ["NSEC3PARAM", "5155 A", "1 0 12 aabbccdd", "01 00 000c 04 aabbccdd", "1 0 12 AABBCCDD"],
  ["NSEC3PARAM", "9276 §3.1", "1 0 0 -", "01 00 0000 00"],
  ["CSYNC", "7477 §2.1.2", "66 3 A NS AAAA", "00000042 0003 0004 60000008"],
  [
    "TLSA",
    "6698 §2.3",
    "0 0 1 d2abde240d7cd3ee6b4b28c54df034b97983a1d16e8a410e4561cb106618e971",
    "00 00 01 d2abde240d7cd3ee6b4b28c54df034b97983a1d16e8a410e4561cb106618e971",
    "0 0 1 D2ABDE240D7CD3EE6B4B28C54DF034B97983A1D16E8A410E4561CB106618E971",
  ],
  [
    "SSHFP",
    "4255 §3.2",
    "2 1 123456789abcdef67890123456789abcdef67890",
    "02 01 123456789abcdef67890123456789abcdef67890",
    "2 1 123456789ABCDEF67890123456789ABCDEF67890",
  ],
  ["CERT", "4398 §2.2", "PGP 0 0 AQID", "0003 0000 00 010203"],
  [
    "LOC",
    "1876 §4",
    "42 21 54 N 71 06 18 W -24m 30m",
    "00 33 16 13 8917 2dd0 70be 15f0 0098 8d20",
    "42 21 54.000 N 71 6 18.000 W -24.00m 30.00m 10000.00m 10.00m",
  ],
  [
    "URI",
    "7553 §4.6",
    '10 1 "ftp://ftp1.example.com/public"',
    "000a 0001 6674703a2f2f667470312e6578616d706c652e636f6d2f7075626c6963",
  ],
  [
    "RP",
    "1183 §2.3",
    "louie.trantor.umd.edu. LAM1.people.umd.edu.",
    "056c6f756965 077472616e746f72 03756d64 03656475 00 044c414d31 0670656f706c65 03756d64 03656475 00",
  ],
  ["AFSDB", "1183 §1", "1 bigbird.toaster.com.", "0001 0762696762697264 07746f6173746572 03636f6d 00"],
  ["APL", "3123 §6", "1:192.168.32.0/21 !1:192.168.38.0/28", "0001 15 03 c0a820 0001 1c 83 c0a826"],
  ["APL", "3123 §6", "1:224.0.0.0/4 2:FF00:0:0:0:0:0:0:0/8", "0001 04 01 e0 0002 08 01 ff", "1:224.0.0.0/4 2:ff00::/8"],
  [
    "DHCID",
    "4701 §3.6.1",
    "AAIBY2/AuCccgoJbsaxcQc9TUapptP69lOjxfNuVAA2kjEA=",
    "0002 01 636fc0b8271c82825bb1ac5c41cf5351aa69b4febd94e8f17cdb95000da48c40",
  ],
  [
    "HIP",
    "8005 §6",
    "2 200100107B1A74DF365639CC39F1D578 AwEAAbdx rvs.example.com.",
    "10 02 0006 200100107b1a74df365639cc39f1d578 03010001b771 03727673076578616d706c6503636f6d00",
  ],
  [
    "IPSECKEY",
    "4025 §3.2",
    "10 0 2 . AQNRU3mG7TVTO2BkR47usntb102uFJtugbo6BSGvgqt4AQ==",
    "0a 00 02 0103515379 86ed35533b6064478eeeb27b5bd74dae149b6e81ba3a0521af82ab7801",
  ],
  ["IPSECKEY", "4025 §3.2", "10 1 2 192.0.2.3 AQNR", "0a 01 02 c0000203 010351"],
  [
    "IPSECKEY",
    "4025 §3.2",
    "10 3 2 mygateway.example.com. AQNR",
    "0a 03 02 096d7967617465776179 076578616d706c65 03636f6d 00 010351",
  ],
  ["EUI48", "7043 §3.3", "00-00-5e-00-53-2a", "00005e00532a"],
  ["EUI64", "7043 §4.3", "00-00-5e-ef-10-00-00-2a", "00005eef1000002a"],
  ["NID", "6742 §2.1.3", "10 0014:4fff:ff20:ee64", "000a 00144fffff20ee64"],
  ["L32", "6742 §2.2.3", "20 10.1.4.0", "0014 0a010400"],
  ["L64", "6742 §2.3.3, as BIND writes it", "10 2001:db8:0:1", "000a 20010db800000001", "10 2001:0db8:0000:0001"],
  ["L64", "6742 §2.3.3", "10 2001:0DB8:1140:1000", "000a 20010db811401000", "10 2001:0db8:1140:1000"],
  ["LP", "6742 §2.4.3", "10 l64-subnet1.example.com.", "000a 0b6c36342d7375626e657431 076578616d706c65 03636f6d 00"],
  ["AMTRELAY", "8777 §4.3.1", "10 0 1 203.0.113.15", "0a 01 cb00710f"],
  [
    "AMTRELAY",
    "8777 §4.3.1",
    "128 1 3 amtrelays.example.com.",
    "80 83 09616d7472656c617973 076578616d706c65 03636f6d 00",
  ],
  [
    "ZONEMD",
    "8976 A.1",
    "2018031900 1 1 c68090d90a7aed716bc459f9340e3d7c1370d4d24b7e2fc3a1ddc0b9a87153b9a9713b3c9ae5cc27777f98b8e730044c",
    "7848b91c 01 01 c68090d90a7aed716bc459f9340e3d7c1370d4d24b7e2fc3a1ddc0b9a87153b9a9713b3c9ae5cc27777f98b8e730044c",
    "2018031900 1 1 C68090D90A7AED716BC459F9340E3D7C1370D4D24B7E2FC3A1DDC0B9A87153B9A9713B3C9AE5CC27777F98B8E730044C",
  ],
];

const vectors = examples.map(([type, rfc, text, hex, printed]) => [type, rfc, text, hex, printed ?? text] as const);

describe("the RFCs' own examples", () => {
  it.each(vectors)("reads and writes %s of RFC %s: %s", (mnemonic, _rfc, text, hex, printed) => {
    const type = recordTypes.named(mnemonic)!;
    const { data } = parseRecord(`example. 60 IN ${mnemonic} ${text}`, { origin: "." });
    const octets = Buffer.from(hex.replaceAll(" ", ""), "hex");
    expect(encodeRData(type, data).toString("hex")).toBe(octets.toString("hex"));
    expect(decodeRData(type, octets)).toEqual(data);
    expect(type.format(data)).toBe(printed);
  });
});

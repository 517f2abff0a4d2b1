import { Name } from "@twist/dns";
import { parseZone, Zone } from "@twist/dns/zone";

export const origin = "interop.example.";

/** A zone with a record of each type that other programs know too, and with what makes answers difficult. */
export const sampleZoneText = `$ORIGIN ${origin}
$TTL 300
@ IN SOA ns1 hostmaster 2026112101 3600 900 1209600 60
@ NS ns1
@ NS ns2
@ MX 10 mail
@ TXT "v=spf1 -all" "two \\"quoted\\" strings; \\195\\164"
@ CAA 0 issue "ca.example.net; policy=ev"
ns1 A 127.0.0.1
ns2 A 127.0.0.1
ns2 AAAA ::1
mail 600 A 192.0.2.25
mail AAAA 2001:db8::25
www CNAME web
web A 192.0.2.80
web A 192.0.2.81
outside CNAME www.example.net.
*.wild TXT "wildcard"
*.wild MX 5 mail
is.wild A 192.0.2.7
deep.er.empty A 192.0.2.8
old DNAME new
host.new A 192.0.2.9
sub NS ns.sub
sub NS ns.elsewhere.example.net.
ns.sub A 192.0.2.53
Case.Kept A 192.0.2.10
a\\.b\\032c\\000d TXT "odd name"
_sip._tcp SRV 1 2 5060 mail
hinfo HINFO "PDP-11" "UNIX"
naptr NAPTR 100 50 "s" "http+N2L" "" _http._tcp
naptr NAPTR 100 51 "u" "E2U+sip" "!^.*$!sip:info@example.com!" .
ptr PTR www
rp RP admin info
afsdb AFSDB 1 mail
loc LOC 52 22 23.123 N 4 53 32.456 E -2.50m 10m 100m 20m
kx KX 10 mail
cert CERT PGP 0 0 AQIDBAUGBwg=
apl APL 1:192.168.32.0/21 !1:192.168.38.0/28 2:2001:db8::/32
ds DS 60485 13 2 2BB183AF5F22588179A53B0A98631FAD1A292118D4B3C5A7E1F6A8C9D0E1F2A3
ds NS ns1
sshfp SSHFP 4 2 123456789ABCDEF67890123456789ABCDEF67890123456789ABCDEF67890ABCD
ipseckey IPSECKEY 10 1 2 192.0.2.38 AQNRU3mG7TVTO2BkR47usntb102uFJtugbo6BSGvgqt4AQ==
ipseckey IPSECKEY 10 3 2 gateway AQNRU3mG7TVTO2BkR47usntb102uFJtugbo6BSGvgqt4AQ==
dhcid DHCID AAIBY2/AuCccgoJbsaxcQc9TUapptP69lOjxfNuVAA2kjEA=
_443._tcp.web TLSA 3 1 1 D2ABDE240D7CD3EE6B4B28C54DF034B97983A1D16E8A410E4561CB106618E971
smimea SMIMEA 3 1 1 D2ABDE240D7CD3EE6B4B28C54DF034B97983A1D16E8A410E4561CB106618E971
hip HIP 2 200100107B1A74DF365639CC39F1D578 AwEAAbdxyhNuSutc5EMzxTs9LBPCIkOFH8cIvM4p rvs1 rvs2
child CDS 60485 13 2 2BB183AF5F22588179A53B0A98631FAD1A292118D4B3C5A7E1F6A8C9D0E1F2A3
child CDNSKEY 257 3 13 mdsswUyr3DPW132mOi8V9xESWE8jTo0dxCjjnopKl+GqJxpVXckHAeF+KkxLbxILfDLUT0rAK9iUzy1L53eKGQ==
openpgpkey OPENPGPKEY AQIDBAUGBwg=
csync CSYNC 66 3 A NS AAAA
svcb SVCB 1 mail alpn=h2,h3 port=8443 ipv4hint=192.0.2.1,192.0.2.2 ipv6hint=2001:db8::1
https HTTPS 1 . alpn=h3 no-default-alpn mandatory=alpn key667="hello"
https HTTPS 0 web
spf SPF "v=spf1 -all"
nid NID 10 0014:4fff:ff20:ee64
l32 L32 10 10.1.2.0
l64 L64 10 2001:db8:1140:1000
lp LP 10 l64
eui48 EUI48 00-00-5e-00-53-2a
eui64 EUI64 00-00-5e-ef-10-00-00-2a
uri URI 10 1 "ftp://ftp1.example.com/public"
amtrelay AMTRELAY 10 0 1 203.0.113.15
amtrelay AMTRELAY 10 1 3 relay
resinfo RESINFO "qnamemin" "exterr=15-17"
unknown TYPE731 \\# 6 abcdef012345
big TXT ${Array.from({ length: 12 }, (_, index) => `"${String(index).repeat(200).slice(0, 200)}"`).join(" ")}
`;

/** The same, as a zone. */
export function sampleZone(text = sampleZoneText): Zone {
  return Zone.fromRecords(Name.fromText(origin), parseZone(text));
}

/** The lines of the zone `example.`, which has a bit of everything. */
export const sampleLines = `
@        MX 10 mail
ns       A 192.0.2.53
mail     A 192.0.2.25
mail     AAAA 2001:db8::25
www      CNAME web
web      A 192.0.2.80
away     CNAME www.elsewhere.test.
other    CNAME host.sub2
loop1    CNAME loop2
loop2    CNAME loop1
*.wild   TXT "wild"
a.wild   A 192.0.2.9
*.alias  CNAME web
old      DNAME new
x.new    A 192.0.2.11
sub      NS ns.sub
sub      NS ns.elsewhere.test.
sub      DS 12345 8 2 0123456789012345678901234567890123456789012345678901234567890123
ns.sub   A 192.0.2.54
ent.deep TXT "deep"
`;

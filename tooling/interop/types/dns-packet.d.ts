/** As much of dns-packet as the tests use; it comes without types. */
declare module "dns-packet" {
  interface Question {
    readonly name: string;
    readonly type: string;
    readonly class?: string;
  }

  interface Answer {
    readonly name: string;
    readonly type: string;
    readonly ttl?: number;
    readonly class?: string;
    readonly data: unknown;
  }

  interface Packet {
    readonly id?: number;
    readonly type?: "query" | "response";
    readonly flags?: number;
    readonly questions?: readonly Question[];
    readonly answers?: readonly Answer[];
    readonly authorities?: readonly Answer[];
    readonly additionals?: readonly Answer[];
  }

  const packet: {
    readonly AUTHORITATIVE_ANSWER: number;
    readonly RECURSION_DESIRED: number;
    readonly RECURSION_AVAILABLE: number;
    encode(packet: Packet): Buffer;
    decode(bytes: Uint8Array): Packet;
  };
  export default packet;
  export type { Answer, Packet, Question };
}

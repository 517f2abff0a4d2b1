import packet from "dns-packet";
import { measureCodec } from "./measure.js";
import { response } from "./response.js";

const message = packet.decode(response);

measureCodec({ decode: () => packet.decode(response), encode: () => packet.encode(message) });

import { Message } from "@twist/dns";
import { measureCodec } from "./measure.js";
import { response } from "./response.js";

const message = Message.decode(response);
message.assertValid();

measureCodec({
  // We read records when they are asked for, dns-packet all of them: so all are asked for.
  decode: () => {
    Message.decode(response).assertValid();
  },
  encode: () => message.encode(),
});

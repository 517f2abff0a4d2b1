/** What `node:dgram` allows: each query goes back as it came, but for the bit that says that it is a response. */
import { bind } from "./bind.js";
import { serve } from "./serve.js";

serve(async () => {
  const port = await bind((socket, data, from) => {
    data[2] = (data[2] ?? 0) | 0x80;
    socket.send(data, from.port, from.address);
  });
  return { one: port, mixed: port, forward: port };
});

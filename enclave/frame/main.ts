/** Entry of the frame. */
import { runFrame } from "./frame.ts";
import { awaitHost, sayByeTo } from "./handshake.ts";

const root = document.getElementById("frame");
if (root)
  void awaitHost().then((client) => {
    sayByeTo(client.origin);
    runFrame(client, root);
  });

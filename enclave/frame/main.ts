/** Entry of the frame. */
import { runFrame } from "./frame.ts";
import { awaitHost, sayByeTo } from "./handshake.ts";

const root = document.getElementById("frame");
if (root)
  void awaitHost().then((client) => {
    sayByeTo(client.origin);
    runFrame(client, root);
    // The build leaves it out until now, so that connecting does not wait for it.
    for (const style of document.querySelectorAll<HTMLLinkElement>("link[media]")) style.media = "all";
  });

// The rest of the world, as the browsers see it: somebody who notes what is asked and answers nothing.
import { createServer } from "node:http";
import { once } from "node:events";

/** Whom current browsers ask of their own accord, on an empty page too: for the time, for updates, for accounts. */
const ASKED_BY_BROWSERS = /^(?:https?:\/\/)?[a-z0-9-]+\.(?:google|googleapis)\.com[:/]/;

/** Takes the place of every host but those that the page comes from: also for workers, which the page's own log leaves out. */
export class Outside {
  /** What was asked, in order: the address, or the host where a connection was asked for. */
  asked = [];
  #server = createServer((request, response) => {
    this.#note(request.url);
    response.writeHead(502).end();
  });

  constructor() {
    this.#server.on("connect", (request, socket) => {
      this.#note(request.url);
      socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
    });
  }

  /** Begins to listen, and gives the browser's options that lead everything here but some hosts. */
  async optionsBeside(...hosts) {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return [`--proxy-server=http://127.0.0.1:${this.#server.address().port}`, `--proxy-bypass-list=${["<-loopback>", ...hosts].join(";")}`];
  }

  #note(address) {
    if (!ASKED_BY_BROWSERS.test(address)) this.asked.push(address);
  }

  stop() {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

/** Ports for the demo's services, on loopback: the wanted ones where they are free, else the next free one. */
import { createServer, type Server } from "node:net";
import { LaunchError } from "../process/data-folder.ts";

/** Distance from the first port, so that the default 5173 gives the documented ports. */
const OFFSETS = { neobank: 0, enclave: 1, acme: 2, node: 7, mpc1: 8, mpc2: 9, mpc3: 10, mpc4: 11, mpc5: 12 } as const;

/** A service of the demo that listens. */
export type Service = keyof typeof OFFSETS;

/** The names of {@link Service} in the order of their ports. */
export const SERVICES = Object.keys(OFFSETS) as Service[];

/** The highest first port that leaves room for all. */
export const MAX_BASE = 65_535 - Math.max(...Object.values(OFFSETS));

/** Ports, and the services that did not get the one they wanted. */
export interface Ports {
  of: Record<Service, number>;
  moved: { service: Service; wanted: number; port: number }[];
}

function listen(port: number): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE" || error.code === "EACCES") resolve(undefined);
      else reject(error);
    });
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}

const portOf = (server: Server): number => (server.address() as { port: number }).port;

/**
 * Finds a port for each service.
 * @param base the first port; 0 takes any free ones
 * @throws LaunchError when the range leaves no room
 */
export async function findPorts(base: number): Promise<Ports> {
  const wanted = new Set(base ? SERVICES.map((service) => base + OFFSETS[service]) : []);
  const of: Partial<Record<Service, number>> = {};
  const moved: Ports["moved"] = [];
  // All are held until the last is found, so that none is given twice.
  const held: Server[] = [];
  try {
    for (const service of SERVICES) {
      const want = base && base + OFFSETS[service];
      let port = want;
      let server = await listen(port);
      while (!server) {
        do port++;
        while (wanted.has(port));
        if (port > 65_535) throw new LaunchError(`No free port from ${want} on: choose another with --port`);
        server = await listen(port);
      }
      held.push(server);
      of[service] = portOf(server);
      if (want && of[service] !== want) moved.push({ service, wanted: want, port: portOf(server) });
    }
  } finally {
    await Promise.all(held.map((server) => new Promise((resolve) => server.close(resolve))));
  }
  return { of: of as Record<Service, number>, moved };
}

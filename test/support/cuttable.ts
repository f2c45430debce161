import { connect, createServer, type Server, type Socket } from 'node:net';

/** A road to a server that can be cut and mended, as a network does it. */
export type Cuttable = {
  port: number;
  cut: () => Promise<void>;
  mend: () => Promise<void>;
  /** Nothing more comes through the connections that there are, and nobody is told. */
  silence: () => void;
  /** From the next connection on it leads to another port of this machine. */
  leadTo: (targetPort: number) => void;
};

/** Opens a road to a port of this machine. `cutAt`: a connection is cut as soon as its client says this, the first time. */
export async function cuttable(targetPort: number, cutAt?: string): Promise<Cuttable> {
  const open = new Set<Socket>();
  let target = targetPort;
  let server = await listen(() => target, 0, open);
  let isUncut = cutAt !== undefined;
  const cutOnce = (near: Socket) =>
    near.on('data', (said) => {
      if (!isUncut || !said.includes(cutAt ?? '')) return;
      isUncut = false;
      near.destroy();
    });
  server.on('connection', cutOnce);
  const port = portOf(server);
  return {
    port,
    cut: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
    async mend() {
      server = await listen(() => target, port, open);
    },
    silence() {
      for (const socket of open) socket.unpipe().pause();
    },
    leadTo(other) {
      target = other;
    },
  };
}

function listen(target: () => number, port: number, open: Set<Socket>): Promise<Server> {
  const server = createServer((near) => {
    const far = connect(target(), '127.0.0.1');
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(socket);
      socket.pipe(other);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        open.delete(socket);
        other.destroy();
      });
    }
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

function portOf(server: Server): number {
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('the road has no beginning');
  return address.port;
}

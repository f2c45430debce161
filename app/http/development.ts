import { createServer as createHttpServer, type Server } from 'node:http';
import type { ServerBuild } from '@remix-run/node';
import { createServer as createVite } from 'vite';
import { createWebServer, type WebTools } from './server.ts';

/** The web server of development: Vite builds on demand and reloads the browser, over our own port. */
export async function createDevelopmentServer(tools: WebTools): Promise<Server> {
  const holder = createHttpServer();
  const vite = await createVite({ server: { middlewareMode: true, hmr: { server: holder } } });
  const build = () => vite.ssrLoadModule('virtual:remix/server-build') as Promise<ServerBuild>;
  const server = createWebServer(tools, build, vite.middlewares);
  server.on('upgrade', (request, socket, head) => holder.emit('upgrade', request, socket, head));
  server.on('close', () => void vite.close());
  return server;
}

import { Writable } from 'node:stream';
import type { AppLoadContext, EntryContext } from '@remix-run/node';
import { isRouteErrorResponse, RemixServer } from '@remix-run/react';
import { renderToPipeableStream } from 'react-dom/server';
import { databaseErrorOf } from '#db/connection.ts';
import { contentSecurityPolicy } from './http/hardening.ts';
import { NonceContext } from './http/nonce.tsx';

const ABORT_MS = 10_000;

/**
 * Renders a page, and sends it in one piece: no page of ours holds anything back, browsers paint nothing before all of it
 * has come (root.tsx), and a stream of some hundred small pieces takes as long again as the rendering.
 */
export default function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  remix: EntryContext,
  { nonce, log, route }: AppLoadContext,
): Promise<Response> {
  headers.set('content-type', 'text/html; charset=utf-8');
  headers.set('cache-control', 'no-store');
  if (!headers.has('content-security-policy')) {
    headers.set('content-security-policy', contentSecurityPolicy(nonce));
  }
  return new Promise((resolve, reject) => {
    let answered = status;
    const { pipe, abort } = renderToPipeableStream(
      <NonceContext.Provider value={nonce}>
        <RemixServer context={remix} url={request.url} nonce={nonce} abortDelay={ABORT_MS} />
      </NonceContext.Provider>,
      {
        nonce,
        onAllReady() {
          const pieces: Buffer[] = [];
          pipe(
            new Writable({
              write(piece: Buffer, _, done) {
                pieces.push(piece);
                done();
              },
              final(done) {
                resolve(new Response(Buffer.concat(pieces), { headers, status: answered }));
                done();
              },
            }),
          );
        },
        onShellError: reject,
        onError(error: unknown) {
          answered = 500;
          log.error({ err: error, route }, 'a page failed to render');
        },
      },
    );
    setTimeout(abort, ABORT_MS + 1000).unref();
  });
}

/** Logs what a loader or action threw and did not mean to; who left early is no error. */
export function handleError(
  error: unknown,
  { request, context }: { request: Request; context: AppLoadContext },
): void {
  // An address that leads nowhere is no fault of ours.
  if (request.signal.aborted || (isRouteErrorResponse(error) && error.status < 500)) return;
  const { log, route } = context;
  log.error({ err: error, route, sqlstate: databaseErrorOf(error)?.code }, 'a request failed');
}

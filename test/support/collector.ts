import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { z } from 'zod';

const Value = z.object({
  stringValue: z.string().optional(),
  intValue: z.union([z.number(), z.string()]).optional(),
  boolValue: z.boolean().optional(),
});
const Attributes = z
  .array(z.object({ key: z.string(), value: Value }))
  .transform((all) =>
    Object.fromEntries(
      all.map(({ key, value }) => [key, value.stringValue ?? value.intValue ?? value.boolValue]),
    ),
  );
const Sent = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: Attributes }),
      scopeSpans: z.array(
        z.object({
          spans: z.array(
            z.object({
              ...{ name: z.string(), traceId: z.string(), spanId: z.string() },
              ...{ parentSpanId: z.string().optional(), attributes: Attributes },
              status: z.object({ code: z.number().optional() }),
            }),
          ),
        }),
      ),
    }),
  ),
});

type Span = z.infer<typeof Sent>['resourceSpans'][number]['scopeSpans'][number]['spans'][number];

/** A collector of traces: OTLP over HTTP in JSON, as far as a test reads it. */
export type Collector = {
  url: string;
  /** All that has come, in the order of arrival. */
  spans: Span[];
  /** What those said that sent it. */
  resources: Record<string, unknown>[];
  /** All that came, as text. */
  texts: string[];
  close(): void;
};

/** Opens one on a free port of this machine. */
export async function openCollector(): Promise<Collector> {
  const collected: Pick<Collector, 'spans' | 'resources' | 'texts'> = { spans: [], resources: [], texts: [] };
  const server = createServer((request, response) => {
    void json(request).then((sent) => {
      const isExpected =
        request.url === '/v1/traces' && request.headers['content-type'] === 'application/json';
      if (isExpected) keep(collected, sent);
      response.writeHead(isExpected ? 200 : 400, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    ...{ url: `http://127.0.0.1:${port}`, ...collected },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function keep({ spans, resources, texts }: Pick<Collector, 'spans' | 'resources' | 'texts'>, sent: unknown) {
  texts.push(JSON.stringify(sent));
  for (const { resource, scopeSpans } of Sent.parse(sent).resourceSpans) {
    resources.push(resource.attributes);
    spans.push(...scopeSpans.flatMap((scope) => scope.spans));
  }
}

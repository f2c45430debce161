import { z } from 'zod';

const Notice = z.object({ tone: z.string(), message: z.string(), undo: z.string().optional() });

/** What came of a form: where the browser is led, and the notice that it shows there. */
export type FormAnswer = {
  status: number;
  location: string | null;
  message: string | null;
  /** When something was resolved, where that can be undone. */
  undo: string | null;
  /** What it is answered with where it leads nowhere. */
  page: string;
  /** To be sent along with the cookie of the session: the next page shows the notice. */
  noticeCookie: string;
};

/** Sends a form as a browser does, without following where it leads. */
export async function sendForm(
  { url, cookie }: { url: string; cookie: string },
  path: string,
  fields: [string, string][] | Record<string, string>,
): Promise<FormAnswer> {
  const init = { method: 'POST', headers: { cookie }, redirect: 'manual' } as const;
  const answer = await fetch(url + path, { ...init, body: new URLSearchParams(fields) });
  const page = await answer.text();
  const noticeCookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
  const [, said] = /^counterfoil_notice=([^.]+)/.exec(noticeCookie) ?? [];
  const notice = said
    ? Notice.parse(JSON.parse(Buffer.from(decodeURIComponent(said), 'base64').toString('utf8')))
    : null;
  return {
    status: answer.status,
    location: answer.headers.get('location'),
    message: notice?.message ?? null,
    undo: notice?.undo ?? null,
    page,
    noticeCookie,
  };
}

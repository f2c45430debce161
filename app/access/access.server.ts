import { redirect } from '@remix-run/node';
import type { Actor } from '#identity/audit/audit.ts';
import type { Person } from '#identity/people/people.ts';
import { may, type Permission } from '#identity/permissions/permissions.ts';
import { assertCanAccess } from '#identity/permissions/visibility.ts';
import { Refusal } from '#identity/refusal.ts';
import { sessionOf } from '#identity/sessions/sessions.ts';
import { type Token, tokenOf } from '#identity/sessions/tokens.ts';
import type { Context } from '../context.ts';
import { problem } from '../http/problem.server.ts';
import { readOnce } from './request-cache.server.ts';

/** The session that a request carries, whatever it opens; or null. */
export function sessionOfRequest(request: Request, context: Context) {
  return readOnce(request, context, 'session', async () => {
    const secret: unknown = await context.cookies.session.parse(request.headers.get('cookie'));
    if (typeof secret !== 'string') return null;
    const session = await sessionOf(context.sql, secret);
    return session && { ...session, secret };
  });
}

/**
 * The person who asks, if they may do this.
 * @throws the redirect to the sign-in (or to the step of it that is still to be done), or 403
 */
export async function requirePerson(
  request: Request,
  context: Context,
  permission: Permission,
): Promise<Person & { sessionId: number }> {
  const session = await sessionOfRequest(request, context);
  if (session?.stage === 'enrolment') throw redirect('/me/second-factor');
  if (session?.stage !== 'full') {
    const { pathname, search } = new URL(request.url);
    const back = request.method === 'GET' ? `?to=${encodeURIComponent(pathname + search)}` : '';
    throw redirect(`/sign-in${back}`);
  }
  const { person } = session;
  if (!may(person.role, permission))
    throw new Refusal('forbidden', `As ${person.role} you may not do this.`, 403);
  return { ...person, sessionId: session.id };
}

/** The person who asks, if they may read the audit: of all accounts, so it is for those who see all. @throws as above, 403 */
export async function requireAuditor(request: Request, context: Context) {
  const person = await requirePerson(request, context, 'audit.read');
  if (person.accounts !== null)
    throw new Refusal('forbidden', 'The audit is for those who see all accounts.', 403);
  return person;
}

/** Makes sure that somebody sees these rows. @throws 404, as for rows that do not exist */
export function requireAccountAccess(
  { sql }: Pick<Context, 'sql'>,
  person: Person,
  of: Parameters<typeof assertCanAccess>[2],
  ids: readonly bigint[],
): Promise<void> {
  return assertCanAccess(sql, person, of, ids);
}

/** The program that asks, if its token may do this. @throws 401 or 403 as a problem */
export async function requireToken(
  request: Request,
  context: Context,
  permission: Permission,
): Promise<Token> {
  // The scheme is written in either case (RFC 9110, 11.1).
  const secret = /^bearer +(\S+)$/i.exec(request.headers.get('authorization')?.trim() ?? '')?.[1];
  const token = secret ? await tokenOf(context.sql, secret) : null;
  if (!token) {
    const challenge = `Bearer realm="Counterfoil"${secret ? ', error="invalid_token"' : ''}`;
    const message = 'send a valid token: Authorization: Bearer …';
    throw problem(401, 'unauthorised', message, { 'www-authenticate': challenge });
  }
  if (!may(token.role, permission))
    throw problem(403, 'forbidden', `a token of role ${token.role} may not do this`);
  return token;
}

/** Who acts, for the audit. */
export function actorOf(person: Pick<Person, 'id' | 'email'>, { address }: Pick<Context, 'address'>) {
  return { kind: 'person', personId: person.id, name: person.email, address } as const satisfies Actor;
}

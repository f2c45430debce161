import { data, redirect } from '@remix-run/node';
import type { Actor } from '#reconciliation/audit.ts';
import type { Person } from '#reconciliation/people/people.ts';
import { may, type Permission } from '#reconciliation/people/permissions.ts';
import { personOfSession } from '#reconciliation/people/sessions.ts';
import { type Token, tokenOf } from '#reconciliation/people/tokens.ts';
import type { Context } from './context.ts';

/** The person who asks, if they may do this. @throws the redirect to the sign-in, or 403 */
export async function requirePerson(
  request: Request,
  context: Context,
  permission: Permission,
): Promise<Person> {
  const secret: unknown = await context.cookies.session.parse(request.headers.get('cookie'));
  const person = typeof secret === 'string' ? await personOfSession(context.sql, secret) : null;
  if (!person) {
    const { pathname, search } = new URL(request.url);
    const back = request.method === 'GET' ? `?to=${encodeURIComponent(pathname + search)}` : '';
    throw redirect(`/sign-in${back}`);
  }
  if (!may(person.role, permission)) throw data(`As ${person.role} you may not do this.`, { status: 403 });
  return person;
}

/** The program that asks, if its token may do this. @throws 401 or 403 as JSON */
export async function requireToken(
  request: Request,
  context: Context,
  permission: Permission,
): Promise<Token> {
  const secret = /^Bearer (\S+)$/.exec(request.headers.get('authorization') ?? '')?.[1];
  const token = secret ? await tokenOf(context.sql, secret) : null;
  if (!token) throw problem(401, 'unauthorised', 'send a valid token: Authorization: Bearer …');
  if (!may(token.role, permission))
    throw problem(403, 'forbidden', `a token of role ${token.role} may not do this`);
  return token;
}

/** Who acts, for the audit. */
export function actorOf(person: Person, context: Context): Actor {
  return { kind: 'person', personId: person.id, name: person.email, address: context.address };
}

/** An error for programs, in the shape that JSON:API gives them. */
export function problem(status: number, code: string, detail: string): Response {
  return Response.json({ errors: [{ status: String(status), code, detail }] }, { status });
}

import { isUrl } from '../../is-url.ts';
import { type BankAnswer, challengePage, silentPage, unknownChallenge } from './acs-page.ts';
import { type Answer, errorAnswer, notFound } from './answer.ts';
import { bringsExtras, type Fields, fieldNames, NAMINGS } from './challenge-variants.ts';
import type { Call, Parts } from './parts.ts';
import { finishAttempt, openAttempt, readCreq, returnMethod, verdictOf } from './three-ds.ts';

/**
 * The card holder's bank: the pages of a 3-D Secure challenge, which take GET and POST alike, and the
 * addresses that its answers come back to. `challengeVariant` tells how challenges may differ.
 */
export function answerAcs(parts: Parts, call: Call): Answer {
  const { method, url } = call;
  if (method !== 'GET' && method !== 'POST') return methodNotAllowed(call);
  const brought = new URLSearchParams([
    ...url.searchParams,
    ...new URLSearchParams(method === 'POST' ? call.body : ''),
  ]);
  const told = (name: 'MD' | 'PaRes' | 'cres') =>
    NAMINGS.map((names) => brought.get(names[name])).find((value) => value !== null) ?? '';
  switch (call.path.join('/')) {
    case 'acs/redirected/3ds1':
    case 'acs/redirected/3ds2':
      return redirected(call);
    case 'acs/3ds1':
      return challenge(parts, readChallenge1(brought), brought);
    case 'acs/3ds2':
      return challenge(parts, readChallenge2(brought), brought);
    case 'acs/return/3ds1':
      return finishAttempt(parts, { method, verdict: told('PaRes'), attempt: told('MD') });
    case 'acs/return/3ds2':
      return finishAttempt(parts, { method, verdict: verdictIn(told('cres')), attempt: null });
    default:
      return notFound(`nothing is at ${url.pathname}`);
  }
}

/** A challenge as a browser brought it: the sealed attempt, and where the bank's answer goes with what. */
type Brought = {
  sealed: string;
  names: (typeof NAMINGS)[number];
  backTo: string;
  answer: (verdict: string, isConfirmed: boolean) => Fields;
};

/** 3-D Secure 1: the answer goes to whatever `TermUrl` the browser brought, which the shop may have replaced. */
function readChallenge1(brought: URLSearchParams): Brought | null {
  const names = NAMINGS.find(({ MD }) => brought.has(MD));
  if (!names || !brought.get(names.PaReq)) return null;
  const sealed = brought.get(names.MD) ?? '';
  return {
    sealed,
    names,
    backTo: brought.get(names.TermUrl) ?? '',
    answer: (verdict) => ({ [names.MD]: sealed, [names.PaRes]: verdict }),
  };
}

/** 3-D Secure 2: the answer goes to the address that `creq` carries. */
function readChallenge2(brought: URLSearchParams): Brought | null {
  const names = NAMINGS.find(({ creq }) => brought.has(creq));
  const creq = names && readCreq(brought.get(names.creq) ?? '');
  if (!names || !creq) return null;
  return {
    sealed: creq.acsTransID,
    names,
    backTo: creq.notificationURL,
    answer: (acsTransID, isConfirmed) => {
      const cres = { messageType: 'CRes', acsTransID, transStatus: isConfirmed ? 'Y' : 'N' };
      return { [names.cres]: Buffer.from(JSON.stringify(cres)).toString('base64url') };
    },
  };
}

function challenge(parts: Parts, read: Brought | null, brought: URLSearchParams): Answer {
  const attempt = read && openAttempt(parts, read.sealed);
  if (!read || !attempt || !isWebAddress(read.backTo)) return unknownChallenge();
  const { variants } = attempt;
  if (read.names !== fieldNames(variants) || !bringsExtras(variants, brought)) return unknownChallenge();
  if (parts.faults.strikes('acsSilent')) return silentPage();
  const method = returnMethod(variants);
  const answer = (isConfirmed: boolean) =>
    bankAnswer(method, read.backTo, read.answer(verdictOf(parts, read.sealed, isConfirmed), isConfirmed));
  const confirmed = answer(true);
  if (parts.faults.strikes('acsTwice')) sendByItself(parts, confirmed);
  return challengePage(confirmed, answer(false));
}

function bankAnswer(method: BankAnswer['method'], backTo: string, fields: Fields): BankAnswer {
  if (method === 'POST') return { method, action: backTo, fields };
  // The fields of a form that is sent by GET take the place of its action's query.
  const action = new URL(backTo);
  const own = Object.fromEntries(action.searchParams);
  action.search = '';
  return { method, action: action.href, fields: { ...own, ...fields } };
}

/** What the payer's browser will send, sent by the bank's own server as well. */
function sendByItself({ sender }: Parts, { method, action, fields }: BankAnswer): void {
  const form = new URLSearchParams(fields).toString();
  const isPost = method === 'POST';
  sender.callOnce({
    method,
    url: isPost ? action : `${action}?${form}`,
    mode: 'test',
    body: isPost ? form : '',
    headers: isPost ? { 'content-type': 'application/x-www-form-urlencoded' } : {},
  });
}

/** To the bank's page under the other name of this host: 307, so that what is posted comes along. */
function redirected({ method, url }: Call): Answer {
  const location = new URL(url);
  location.pathname = url.pathname.replace('/redirected/', '/');
  location.hostname = url.hostname === 'localhost' ? '127.0.0.1' : 'localhost';
  return { status: method === 'GET' ? 302 : 307, body: '', headers: { location: location.href } };
}

function verdictIn(cres: string): string {
  try {
    const { acsTransID }: { acsTransID?: unknown } = JSON.parse(Buffer.from(cres, 'base64url').toString());
    return typeof acsTransID === 'string' ? acsTransID : '';
  } catch {
    return '';
  }
}

function methodNotAllowed({ method }: Call): Answer {
  const detail = `the bank takes GET and POST, not ${method}`;
  return errorAnswer(405, { code: 'method_not_allowed', title: 'Method Not Allowed', detail });
}

function isWebAddress(url: string): boolean {
  return isUrl(url) && /^https?:$/.test(new URL(url).protocol);
}

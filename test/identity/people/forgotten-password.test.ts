import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { connect, type Sql } from '#db/connection.ts';
import { mailPasswordLink } from '#identity/people/forgotten-password.ts';
import { createPasswordLink, holderOfLink, setPasswordByLink } from '#identity/people/password-links.ts';
import { type Person, recognise } from '#identity/people/people.ts';
import { readConfig } from '#runtime/config.ts';
import { createMailer, type Mailer } from '#runtime/mailer.ts';
import { useDatabase } from '../../support/database.ts';
import { type Arrived, usePostOffice } from '../../support/smtp.ts';
import { anAddress, PASSWORD, somebody } from './somebody.ts';

const database = useDatabase();
const ADMIN = { kind: 'program', name: 'an admin' } as const;
const office = usePostOffice();
const PUBLIC_URL = 'https://counterfoil.example';
const NEW = 'anvil teapot orbit fig';
const REFUSED = { code: 'too_many_attempts', status: 429 };

// One connection does all in the order it was asked for: when a later mail is there, an earlier one would be, too.
let sql: Sql;
let mailer: Mailer;
let person: Person;
const failures: unknown[] = [];
beforeAll(() => {
  sql = connect(database.url, { max: 1, name: 'test mail' });
  const made = createMailer(
    readConfig({ NODE_ENV: 'test', SMTP_URL: office.url, MAIL_FROM: 'counterfoil@shop.example' }, '/nowhere'),
  );
  if (!made) throw new Error('there is no mailer');
  mailer = made;
});
afterAll(() => sql.end());
beforeEach(async () => {
  person = await somebody(database.sql);
  failures.length = 0;
});

const forgotten = (email: string, address = anAddress(), by: Pick<Mailer, 'send'> = mailer) =>
  mailPasswordLink(sql, { email, address, publicUrl: PUBLIC_URL }, by, (error) => failures.push(error));

const secretIn = ({ text }: Arrived) =>
  /https:\/\/counterfoil\.example\/password\/(\S+)/.exec(text)?.[1] ?? '';

describe('whoever forgot their password', () => {
  test('gets a mail with a link that sets a new one', async () => {
    await forgotten(person.email);
    const mail = await office.next();
    expect(mail).toMatchObject({ from: 'counterfoil@shop.example', to: [person.email] });
    expect(mail.headers).toMatchObject({ to: person.email, from: 'counterfoil@shop.example' });
    const secret = secretIn(mail);
    expect(await holderOfLink(database.sql, secret)).toEqual({ id: person.id, email: person.email });
    await setPasswordByLink(database.sql, secret, NEW, '192.0.2.1');
    expect(await recognise(database.sql, person.email, NEW)).toMatchObject({ id: person.id });
  });

  test('gets it where the books know their e-mail, however it was typed', async () => {
    await forgotten(person.email.toUpperCase());
    expect((await office.next()).to).toEqual([person.email]);
  });

  test('keeps the old password until the link was used', async () => {
    await forgotten(person.email);
    await office.next();
    expect(await recognise(database.sql, person.email, PASSWORD)).toMatchObject({ id: person.id });
  });

  test('finds a good link in every mail, until one was used; what an admin gave stays good, too', async () => {
    const given = await createPasswordLink(database.sql, ADMIN, person.id, 'invitation');
    await forgotten(person.email);
    const first = secretIn(await office.next());
    await forgotten(person.email);
    const second = secretIn(await office.next());
    for (const secret of [given, first, second]) {
      expect(await holderOfLink(database.sql, secret)).toMatchObject({ id: person.id });
    }
    await setPasswordByLink(database.sql, second, 'gravel pelican nine oboe', '192.0.2.7');
    for (const secret of [given, first, second]) {
      expect(await holderOfLink(database.sql, secret)).toBeNull();
    }
  });
});

describe('an e-mail that is not known here', () => {
  test('is answered as a known one is, and gets no mail', async () => {
    const before = office.arrived.length;
    const address = anAddress();
    const unknown = await forgotten('nobody@shop.example', address);
    const known = await forgotten(person.email, address);
    expect(unknown).toBe(known);
    expect((await office.next()).to).toEqual([person.email]);
    expect(office.arrived).toHaveLength(before + 1);
    expect(failures).toEqual([]);
  });

  test('nor does that of somebody who was disabled, and no link is made', async () => {
    const disabled = await somebody(database.sql);
    await database.sql`update people set disabled_at = now() where id = ${disabled.id}`;
    const before = office.arrived.length;
    await forgotten(disabled.email);
    await forgotten(person.email);
    await office.next();
    expect(office.arrived).toHaveLength(before + 1);
    expect(await database.sql`select from password_links where person_id = ${disabled.id}`).toHaveLength(0);
  });

  test.each(['%', 'nobody@shop.example\r\nBcc: everybody@shop.example', '', `' or true --`])(
    'however it is written (“%s”)',
    async (email) => {
      const before = office.arrived.length;
      await forgotten(email);
      await forgotten(person.email);
      await office.next();
      expect(office.arrived).toHaveLength(before + 1);
    },
  );

  test('is limited as a known one is', async () => {
    const email = `nobody-${person.id}@shop.example`;
    for (let time = 0; time < 3; time++) await forgotten(email);
    await expect(forgotten(email)).rejects.toMatchObject(REFUSED);
  });
});

describe('in a quarter of an hour', () => {
  test('one e-mail gets three mails, from wherever they are asked for', async () => {
    for (let time = 0; time < 3; time++) {
      await forgotten(person.email);
      await office.next();
    }
    const before = office.arrived.length;
    await expect(forgotten(person.email.toUpperCase())).rejects.toMatchObject(REFUSED);
    await forgotten((await somebody(database.sql)).email);
    await office.next();
    expect(office.arrived).toHaveLength(before + 1);
  });

  test('one address asks ten times, for whomever', async () => {
    const address = anAddress();
    for (let time = 0; time < 10; time++)
      await forgotten(`nobody-${person.id}-${time}@shop.example`, address);
    await expect(forgotten(person.email, address)).rejects.toMatchObject(REFUSED);
    await forgotten(person.email);
    expect((await office.next()).to).toEqual([person.email]);
  });
});

describe('where the mail cannot be sent', () => {
  test('the answer is the same, and the fault is told to those who run it', async () => {
    const nowhere = createMailer(
      readConfig(
        { NODE_ENV: 'test', SMTP_URL: 'smtp://127.0.0.1:1', MAIL_FROM: 'a@shop.example' },
        '/nowhere',
      ),
    );
    if (!nowhere) throw new Error('there is no mailer');
    const told = new Promise<unknown>((resolve) => {
      mailPasswordLink(
        ...([
          sql,
          { email: person.email, address: anAddress(), publicUrl: PUBLIC_URL },
          nowhere,
          resolve,
        ] as const),
      ).then((answer) => expect(answer).toBeUndefined(), resolve);
    });
    expect(await told).toMatchObject({ code: expect.stringMatching(/ECONNREFUSED|ESOCKET/) });
  });
});
